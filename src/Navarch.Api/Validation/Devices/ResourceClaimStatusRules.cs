using System.Globalization;
using Navarch.Api.Resource.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what claims were given: the allocation, who uses it, and how its devices are.</summary>
internal static class ResourceClaimStatusRules
{
    private const int MostConsumers = 256;
    private const int MostConditions = 8;
    private const int MostBindingConditions = 4;
    private const int LongestInterfaceName = 256;
    private const int LongestHardwareAddress = 128;
    private static readonly FieldPath Status = FieldPath.Of("status");

    public static void Validate(ResourceClaim claim, ResourceClaim old, ErrorList errors)
    {
        var status = claim.Status;
        if (status.Allocation is { } allocation)
        {
            // Allocated anew only after it was given back: users rely on what they were told.
            if (old.Status.Allocation is { } before)
            {
                errors.Immutable(Status.Child("allocation"), allocation, before);
            }
            else
            {
                Allocation(allocation, ResourceClaimRules.RequestNames(claim.Spec.Devices), Status.Child("allocation"), errors);
            }
        }
        else if (!status.ReservedFor.IsEmpty)
        {
            errors.Forbidden(Status.Child("reservedFor"), "may not be specified when `allocated` is not set");
        }

        Consumers(status.ReservedFor, Status.Child("reservedFor"), errors);
        if (claim.Metadata.DeletionTimestamp is not null && old.Status.Allocation is null && status.Allocation is not null)
        {
            errors.Forbidden(Status.Child("allocation"), "new allocation may not be set while the claim is being deleted");
        }

        Devices(status, Status.Child("devices"), errors);
    }

    private static void Consumers(ValueList<ResourceClaimConsumerReference> consumers, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Count(consumers.Count, MostConsumers, path, errors);
        var uids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < consumers.Count; i++)
        {
            var (consumer, at) = (consumers[i], path.Index(i));
            NamedRules.Optional(at.Child("apiGroup"), consumer.APIGroup, Names.Dns1123SubdomainProblem, errors);
            NamedRules.Needed(at.Child("resource"), consumer.Resource, _ => null, errors);
            NamedRules.Needed(at.Child("name"), consumer.Name, _ => null, errors);
            NamedRules.Needed(at.Child("uid"), consumer.UID, _ => null, errors);
            if (consumer.UID.Length > 0 && !uids.Add(consumer.UID))
            {
                errors.Duplicate(at.Child("uid"), consumer.UID);
            }
        }
    }

    private static void Allocation(AllocationResult allocation, HashSet<string> requests, FieldPath path, ErrorList errors)
    {
        var results = allocation.Devices.Results;
        DeviceNameRules.Count(results.Count, DeviceNameRules.MostItems, path.Child("devices", "results"), errors);
        for (var i = 0; i < results.Count; i++)
        {
            Result(results[i], requests, path.Child("devices", "results").Index(i), errors);
        }

        var config = allocation.Devices.Config;
        DeviceNameRules.Count(config.Count, 2 * DeviceNameRules.MostItems, path.Child("devices", "config"), errors);
        for (var i = 0; i < config.Count; i++)
        {
            var at = path.Child("devices", "config").Index(i);
            if (!AllocationConfigSources.Values.Contains(config[i].Source, StringComparer.Ordinal))
            {
                errors.NotSupported(at.Child("source"), config[i].Source, AllocationConfigSources.Values);
            }

            ResourceClaimRules.References(config[i].Requests, requests, at.Child("requests"), errors);
            DeviceNameRules.Configuration(config[i].Opaque, at, errors);
        }

        if (allocation.NodeSelector is { } selector)
        {
            AffinityRules.Validate(selector, path.Child("nodeSelector"), errors);
        }
    }

    private static void Result(DeviceRequestAllocationResult result, HashSet<string> requests, FieldPath path, ErrorList errors)
    {
        if (!requests.Contains(result.Request))
        {
            errors.Invalid(path.Child("request"), result.Request, "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'");
        }

        Device(result.Driver, result.Pool, result.Device, path, errors);
        DeviceNameRules.Tolerations(result.Tolerations, path.Child("tolerations"), errors);
        DeviceNameRules.Count(result.BindingConditions.Count, MostBindingConditions, path.Child("bindingConditions"), errors);
        DeviceNameRules.Count(result.BindingFailureConditions.Count, MostBindingConditions, path.Child("bindingFailureConditions"), errors);
        if (result.ShareID is { } share && !IsUid(share))
        {
            errors.Invalid(path.Child("shareID"), share, "error validating uid: must be a lowercase RFC 4122 UUID");
        }
    }

    private static void Device(string driver, string pool, string device, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Driver(path.Child("driver"), driver, errors);
        DeviceNameRules.Pool(path.Child("pool"), pool, errors);
        DeviceNameRules.Label(path.Child("device"), device, errors);
    }

    private static void Devices(ResourceClaimStatus status, FieldPath path, ErrorList errors)
    {
        var allocated = (status.Allocation?.Devices.Results ?? default).Select(r => (r.Driver, r.Pool, r.Device, r.ShareID)).ToHashSet();
        var seen = new HashSet<(string, string, string, string?)>();
        for (var i = 0; i < status.Devices.Count; i++)
        {
            var (device, at) = (status.Devices[i], path.Index(i));
            var id = (device.Driver, device.Pool, device.Device, device.ShareID);
            Device(device.Driver, device.Pool, device.Device, at, errors);
            if (!allocated.Contains(id))
            {
                errors.Invalid(at, $"{device.Driver}/{device.Pool}/{device.Device}", "must be an allocated device in the claim");
            }

            if (!seen.Add(id))
            {
                errors.Duplicate(at, $"{device.Driver}/{device.Pool}/{device.Device}");
            }

            DeviceNameRules.Count(device.Conditions.Count, MostConditions, at.Child("conditions"), errors);
            ConditionRules.Validate(device.Conditions, at.Child("conditions"), errors);
            if (!device.Data.IsEmpty)
            {
                DeviceNameRules.Data(device.Data, at.Child("data"), errors);
            }

            if (device.NetworkData is { } network)
            {
                Network(network, at.Child("networkData"), errors);
            }
        }
    }

    private static void Network(NetworkDeviceData network, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.TooLong(path.Child("interfaceName"), network.InterfaceName, LongestInterfaceName, errors);
        DeviceNameRules.TooLong(path.Child("hardwareAddress"), network.HardwareAddress, LongestHardwareAddress, errors);
        NamedRules.Distinct(path.Child("ips"), network.IPs, errors);
        for (var i = 0; i < network.IPs.Count; i++)
        {
            errors.Check(path.Child("ips").Index(i), network.IPs[i], IsInterfaceAddress(network.IPs[i]) ? null : "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
        }
    }

    // An address with the length of its network: unlike a range, it keeps the bits behind the prefix.
    private static bool IsInterfaceAddress(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && AddressRules.AddressProblem(text[..slash]) is null
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            && prefix <= (text.Contains(':', StringComparison.Ordinal) ? 128 : 32);
    }

    private static bool IsUid(string text) => Guid.TryParseExact(text, "D", out _) && !text.Any(char.IsAsciiLetterUpper);
}
