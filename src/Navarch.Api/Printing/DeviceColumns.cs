using Navarch.Api.Resource.V1;

namespace Navarch.Api.Printing;

/// <summary>The tables of devices and claims for them.</summary>
internal static class DeviceColumns
{
    public static readonly ColumnSet ResourceClaims = ColumnSet.Of<ResourceClaim>(
        ColumnSet.Name<ResourceClaim>(),
        new("State", State, description: "Whether devices were set aside for it."),
        ColumnSet.Age<ResourceClaim>());

    public static readonly ColumnSet ResourceClaimTemplates = ColumnSet.Of<ResourceClaimTemplate>(
        ColumnSet.Name<ResourceClaimTemplate>(), ColumnSet.Age<ResourceClaimTemplate>());

    public static readonly ColumnSet DeviceClasses = ColumnSet.Of<DeviceClass>(ColumnSet.Name<DeviceClass>(), ColumnSet.Age<DeviceClass>());

    public static readonly ColumnSet ResourceSlices = ColumnSet.Of<ResourceSlice>(
        ColumnSet.Name<ResourceSlice>(),
        new("Node", s => s.Spec.NodeName ?? "", description: "The node that has the devices."),
        new("Driver", s => s.Spec.Driver, description: "The driver."),
        new("Pool", s => s.Spec.Pool.Name, description: "The pool."),
        ColumnSet.Age<ResourceSlice>());

    private static Cell State(ResourceClaim claim)
    {
        var states = new List<string>();
        if (claim.Metadata.IsDeleting())
        {
            states.Add("deleted");
        }

        if (claim.Status.Allocation is null)
        {
            if (states.Count == 0)
            {
                states.Add("pending");
            }
        }
        else
        {
            states.Add("allocated");
            states.Add(claim.Status.ReservedFor.IsEmpty ? "" : "reserved");
        }

        return string.Join(',', states.Where(s => s.Length > 0));
    }
}
