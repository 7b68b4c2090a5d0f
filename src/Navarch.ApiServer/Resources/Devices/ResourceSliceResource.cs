using Navarch.Api.Resource.V1;

namespace Navarch.ApiServer.Resources.Devices;

/// <summary>Resource slices: a taint is dated when it is first written.</summary>
internal sealed class ResourceSliceResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => Dated((ResourceSlice)obj, default, context.Now);

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context) =>
        Dated((ResourceSlice)obj, ((ResourceSlice)old).Spec.Devices, context.Now);

    // A writer that leaves the date out keeps the one the same taint has: writing the same again changes nothing.
    private static ResourceSlice Dated(ResourceSlice slice, ValueList<Device> old, DateTimeOffset now)
    {
        var devices = slice.Spec.Devices.Change(device => device.Taints.All(t => t.TimeAdded is not null) ? device : device with
        {
            Taints = device.Taints.Change(t => t.TimeAdded is not null ? t : t with { TimeAdded = Before(device.Name, t, old) ?? now }),
        });
        return devices == slice.Spec.Devices ? slice : slice with { Spec = slice.Spec with { Devices = devices } };
    }

    private static DateTimeOffset? Before(string device, DeviceTaint taint, ValueList<Device> old) =>
        (old.FirstOrDefault(d => d.Name == device)?.Taints ?? default).FirstOrDefault(t => t with { TimeAdded = null } == taint)?.TimeAdded;
}
