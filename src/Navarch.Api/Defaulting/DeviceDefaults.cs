using Navarch.Api.Resource.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of claims for devices: exactly one of each.</summary>
internal static class DeviceDefaults
{
    public static ResourceClaim Apply(ResourceClaim claim) => claim with { Spec = Spec(claim.Spec) };

    public static ResourceClaimTemplate Apply(ResourceClaimTemplate template) => template with { Spec = template.Spec with { Spec = Spec(template.Spec.Spec) } };

    private static ResourceClaimSpec Spec(ResourceClaimSpec spec) => spec with
    {
        Devices = spec.Devices with { Requests = spec.Devices.Requests.Change(Request) },
    };

    private static DeviceRequest Request(DeviceRequest request) => request with
    {
        Exactly = request.Exactly is not { } exactly ? null : exactly with
        {
            AllocationMode = exactly.AllocationMode.Or(DeviceAllocationModes.ExactCount),
            Count = Count(exactly.AllocationMode, exactly.Count),
            Tolerations = exactly.Tolerations.Change(Toleration),
        },
        FirstAvailable = request.FirstAvailable.Change(f => f with
        {
            AllocationMode = f.AllocationMode.Or(DeviceAllocationModes.ExactCount),
            Count = Count(f.AllocationMode, f.Count),
            Tolerations = f.Tolerations.Change(Toleration),
        }),
    };

    private static long Count(string mode, long count) => count == 0 && mode is ("" or DeviceAllocationModes.ExactCount) ? 1 : count;

    private static DeviceToleration Toleration(DeviceToleration toleration) =>
        toleration.Operator.Length > 0 ? toleration : toleration with { Operator = DeviceTolerationOperators.Equal };
}
