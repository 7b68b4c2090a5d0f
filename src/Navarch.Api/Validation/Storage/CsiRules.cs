using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for CSI drivers, what of them runs on nodes, and what they attach.</summary>
internal static class CsiRules
{
    private const int LongestNodeId = 256;
    private const int LongestMessage = 1024;
    private const int LeastUpdateSeconds = 10;
    private const long LeastTokenSeconds = 600;
    private const long MostTokenSeconds = 1L << 32;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(CSIDriver driver, ErrorList errors)
    {
        errors.Check(FieldPath.Of("metadata").Child("name"), driver.Metadata.Name, driver.Metadata.Name.Length > 63 ? "must be no more than 63 characters" : null);
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < driver.Spec.TokenRequests.Count; i++)
        {
            var request = driver.Spec.TokenRequests[i];
            var path = Spec.Child("tokenRequests").Index(i);
            if (!audiences.Add(request.Audience))
            {
                errors.Duplicate(path.Child("audience"), request.Audience);
            }

            errors.Check(path.Child("expirationSeconds"), request.ExpirationSeconds, request.ExpirationSeconds switch
            {
                < LeastTokenSeconds => "may not specify a duration less than 10 minutes",
                > MostTokenSeconds => "may not specify a duration larger than 2^32 seconds",
                _ => null,
            });
        }

        if (driver.Spec.ServiceAccountTokenInSecrets is not null && driver.Spec.TokenRequests.IsEmpty)
        {
            errors.Invalid(Spec.Child("serviceAccountTokenInSecrets"), driver.Spec.ServiceAccountTokenInSecrets, "must be unset when tokenRequests is empty");
        }

        errors.AtLeast(Spec.Child("nodeAllocatableUpdatePeriodSeconds"), driver.Spec.NodeAllocatableUpdatePeriodSeconds, LeastUpdateSeconds);
    }

    public static void ValidateUpdate(CSIDriver driver, CSIDriver old, ErrorList errors)
    {
        errors.Immutable(Spec.Child("attachRequired"), driver.Spec.AttachRequired, old.Spec.AttachRequired);
        errors.Immutable(Spec.Child("volumeLifecycleModes"), driver.Spec.VolumeLifecycleModes, old.Spec.VolumeLifecycleModes);
    }

    public static void Validate(CSINode node, ErrorList errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < node.Spec.Drivers.Count; i++)
        {
            var driver = node.Spec.Drivers[i];
            var path = Spec.Child("drivers").Index(i);
            NamedRules.Needed(path.Child("name"), driver.Name, Names.CsiDriverProblem, errors);
            if (!names.Add(driver.Name))
            {
                errors.Duplicate(path.Child("name"), driver.Name);
            }

            NamedRules.Needed(path.Child("nodeID"), driver.NodeID, id => id.Length > LongestNodeId ? $"must be {LongestNodeId} characters or less" : null, errors);
            errors.NotNegative(path.Child("allocatable", "count"), driver.Allocatable?.Count);
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var key in driver.TopologyKeys)
            {
                NamedRules.Needed(path.Child("topologyKeys"), key, Names.QualifiedNameProblem, errors);
                if (!keys.Add(key))
                {
                    errors.Duplicate(path.Child("topologyKeys"), key);
                }
            }
        }
    }

    /// <summary>A driver that stays is as it was, but for how many volumes it takes.</summary>
    public static void ValidateUpdate(CSINode node, CSINode old, ErrorList errors)
    {
        for (var i = 0; i < node.Spec.Drivers.Count; i++)
        {
            var driver = node.Spec.Drivers[i];
            if (old.Spec.Drivers.FirstOrDefault(d => d.Name == driver.Name) is { } before && before with { Allocatable = driver.Allocatable } != driver)
            {
                errors.Invalid(Spec.Child("drivers").Index(i), driver, "field is immutable");
            }
        }
    }

    public static void Validate(VolumeAttachment attachment, ErrorList errors)
    {
        NamedRules.Needed(Spec.Child("attacher"), attachment.Spec.Attacher, Names.CsiDriverProblem, errors);
        var source = attachment.Spec.Source;
        switch (source)
        {
            case { InlineVolumeSpec: null, PersistentVolumeName: null }:
                errors.Required(Spec.Child("source"), "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
                break;
            case { InlineVolumeSpec: not null, PersistentVolumeName: not null }:
                errors.Forbidden(Spec.Child("source"), "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
                break;
            case { PersistentVolumeName: { } name }:
                NamedRules.Needed(Spec.Child("source", "persistentVolumeName"), name, Names.Dns1123SubdomainProblem, errors);
                break;
            default:
                break;
        }

        if (source.InlineVolumeSpec is { } inline)
        {
            Inline(inline, Spec.Child("source", "inlineVolumeSpec"), errors);
        }

        errors.Check(Spec.Child("nodeName"), attachment.Spec.NodeName, Names.Dns1123SubdomainProblem(attachment.Spec.NodeName));
    }

    public static void ValidateUpdate(VolumeAttachment attachment, VolumeAttachment old, ErrorList errors) =>
        errors.Immutable(Spec, attachment.Spec, old.Spec);

    public static void ValidateStatus(VolumeAttachment attachment, VolumeAttachment old, ErrorList errors)
    {
        var path = FieldPath.Of("status");
        if (attachment.Status.AttachmentMetadata.ContainsKey(""))
        {
            errors.Invalid(path.Child("attachmentMetadata"), "", "field can not be empty.");
        }

        Error(attachment.Status.AttachError, path.Child("attachError"), errors);
        Error(attachment.Status.DetachError, path.Child("detachError"), errors);
    }

    /// <summary>A volume of a pod's own: it is a driver's, and has nothing of what claims and volumes agree on.</summary>
    private static void Inline(PersistentVolumeSpec volume, FieldPath path, ErrorList errors)
    {
        if (volume.CSI is null)
        {
            errors.Required(path.Child("csi"), "has to be specified in the context of inline volumes");
        }

        (string Field, bool IsSet)[] foreign =
        [
            ("capacity", !volume.Capacity.IsEmpty), ("claimRef", volume.ClaimRef is not null), ("storageClassName", volume.StorageClassName.Length > 0),
            ("persistentVolumeReclaimPolicy", volume.PersistentVolumeReclaimPolicy.Length > 0),
        ];
        foreach (var (field, _) in foreign.Where(f => f.IsSet))
        {
            errors.Forbidden(path.Child(field), "may not be specified in the context of inline volumes");
        }

        if (volume.VolumeMode is { } mode and not PersistentVolumeModes.Filesystem)
        {
            errors.Forbidden(path.Child("volumeMode"), $"may not specify volumeMode {mode} in the context of inline volumes");
        }
    }

    private static void Error(VolumeError? error, FieldPath path, ErrorList errors)
    {
        if (error?.Message.Length > LongestMessage)
        {
            errors.TooLong(path.Child("message"), LongestMessage);
        }

        errors.NotNegative(path.Child("errorCode"), error?.ErrorCode);
    }
}
