using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>
/// Rules for volumes that come from storage elsewhere, of pods and of persistent volumes. What must be given and which numbers are allowed
/// says the schema.
/// </summary>
internal static class RemoteVolumeRules
{
    public static void Validate(Volume volume, ref VolumeSources sources)
    {
        Common(ref sources, volume.NFS, volume.FC, volume.Flocker);
        sources.Count(volume.GCEPersistentDisk, "gcePersistentDisk");
        sources.Count(volume.AWSElasticBlockStore, "awsElasticBlockStore");
        sources.Count(volume.Quobyte, "quobyte");
        sources.Count(volume.AzureDisk, "azureDisk");
        sources.Count(volume.VsphereVolume, "vsphereVolume");
        sources.Count(volume.PhotonPersistentDisk, "photonPersistentDisk");
        sources.Count(volume.PortworxVolume, "portworxVolume");
        sources.Count(volume.Glusterfs, "glusterfs");
        sources.Count(volume.RBD, "rbd");
        sources.Count(volume.CephFS, "cephfs");
        sources.Count(volume.AzureFile, "azureFile");
        sources.Count(volume.ScaleIO, "scaleIO");
        if (sources.Is(volume.GitRepo, "gitRepo", out var git) && git.Directory.Length > 0)
        {
            FileRules.Descending(git.Directory, sources.Path("gitRepo"), "directory", sources.Errors);
        }

        if (sources.Is(volume.ISCSI, "iscsi", out var iscsi))
        {
            Iscsi(iscsi.IQN, iscsi.DiscoveryCHAPAuth || iscsi.SessionCHAPAuth, iscsi.SecretRef?.Name, iscsi.InitiatorName, sources.Path("iscsi"), sources.Errors);
        }

        if (sources.Is(volume.FlexVolume, "flexVolume", out var flex))
        {
            Flex(flex.Options, sources.Path("flexVolume"), sources.Errors);
        }

        if (sources.Is(volume.Cinder, "cinder", out var cinder) && cinder.SecretRef is { } secret)
        {
            sources.Errors.Needs(sources.Path("cinder").Child("secretRef"), "name", secret.Name);
        }

        if (sources.Is(volume.StorageOS, "storageos", out var storage))
        {
            StorageOS(storage.VolumeName, storage.VolumeNamespace, sources.Path("storageos"), sources.Errors);
        }
    }

    public static void Validate(PersistentVolumeSpec volume, ref VolumeSources sources)
    {
        Common(ref sources, volume.NFS, volume.FC, volume.Flocker);
        sources.Count(volume.GCEPersistentDisk, "gcePersistentDisk");
        sources.Count(volume.AWSElasticBlockStore, "awsElasticBlockStore");
        sources.Count(volume.Quobyte, "quobyte");
        sources.Count(volume.AzureDisk, "azureDisk");
        sources.Count(volume.VsphereVolume, "vsphereVolume");
        sources.Count(volume.PhotonPersistentDisk, "photonPersistentDisk");
        sources.Count(volume.PortworxVolume, "portworxVolume");
        sources.Count(volume.RBD, "rbd");
        sources.Count(volume.CephFS, "cephfs");
        sources.Count(volume.ScaleIO, "scaleIO");
        if (sources.Is(volume.ISCSI, "iscsi", out var iscsi))
        {
            Iscsi(iscsi.IQN, iscsi.DiscoveryCHAPAuth || iscsi.SessionCHAPAuth, iscsi.SecretRef?.Name, iscsi.InitiatorName, sources.Path("iscsi"), sources.Errors);
        }

        if (sources.Is(volume.Glusterfs, "glusterfs", out var gluster) && gluster.EndpointsNamespace is { Length: 0 })
        {
            sources.Errors.Invalid(sources.Path("glusterfs").Child("endpointsNamespace"), "", "if the endpointnamespace is set, it must be a valid namespace name");
        }

        if (sources.Is(volume.FlexVolume, "flexVolume", out var flex))
        {
            Flex(flex.Options, sources.Path("flexVolume"), sources.Errors);
        }

        if (sources.Is(volume.Cinder, "cinder", out var cinder) && cinder.SecretRef is { } secret)
        {
            sources.Errors.Needs(sources.Path("cinder").Child("secretRef"), "name", secret.Name);
            sources.Errors.Needs(sources.Path("cinder").Child("secretRef"), "namespace", secret.Namespace);
        }

        if (sources.Is(volume.AzureFile, "azureFile", out var file) && file.SecretNamespace is { Length: 0 })
        {
            sources.Errors.Invalid(sources.Path("azureFile").Child("secretNamespace"), "", "must be nil or non-empty string");
        }

        if (sources.Is(volume.StorageOS, "storageos", out var storage))
        {
            StorageOS(storage.VolumeName, storage.VolumeNamespace, sources.Path("storageos"), sources.Errors);
        }
    }

    private static void Common(ref VolumeSources sources, NFSVolumeSource? nfs, FCVolumeSource? fc, FlockerVolumeSource? flocker)
    {
        if (sources.Is(nfs, "nfs", out var share) && share.Path.Length > 0 && !share.Path.StartsWith('/'))
        {
            sources.Errors.Invalid(sources.Path("nfs").Child("path"), share.Path, "must be an absolute path");
        }

        if (sources.Is(fc, "fc", out var channel))
        {
            FibreChannel(channel, sources.Path("fc"), sources.Errors);
        }

        if (sources.Is(flocker, "flocker", out var dataset))
        {
            Flocker(dataset, sources.Path("flocker"), sources.Errors);
        }
    }

    private static void FibreChannel(FCVolumeSource fc, FieldPath path, ErrorList errors)
    {
        if (fc.TargetWWNs.IsEmpty == fc.WWIDs.IsEmpty)
        {
            const string Detail = "must specify either targetWWNs or wwids, but not both";
            if (fc.WWIDs.IsEmpty)
            {
                errors.Required(path.Child("targetWWNs"), Detail);
            }
            else
            {
                errors.Invalid(path.Child("targetWWNs"), fc.TargetWWNs, Detail);
            }
        }
        else if (!fc.TargetWWNs.IsEmpty && fc.Lun is null)
        {
            errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
        }
    }

    private static void Flocker(FlockerVolumeSource flocker, FieldPath path, ErrorList errors)
    {
        if (flocker is { DatasetName.Length: 0, DatasetUUID.Length: 0 })
        {
            errors.Required(path, "one of datasetName and datasetUUID is required");
        }
        else if (flocker is { DatasetName.Length: > 0, DatasetUUID.Length: > 0 })
        {
            errors.Invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        }

        if (flocker.DatasetName.Contains('/', StringComparison.Ordinal))
        {
            errors.Invalid(path.Child("datasetName"), flocker.DatasetName, "must not contain '/'");
        }
    }

    private static void Iscsi(string iqn, bool authenticates, string? secret, string? initiator, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "iqn", iqn, IqnProblem);
        if (authenticates && string.IsNullOrEmpty(secret))
        {
            errors.Required(secret is null ? path.Child("secretRef") : path.Child("secretRef", "name"));
        }

        errors.Check(path, "initiatorName", initiator, IqnProblem);
    }

    private static string? IqnProblem(string name) =>
        name.StartsWith("iqn", StringComparison.Ordinal) || name.StartsWith("eui", StringComparison.Ordinal) || name.StartsWith("naa", StringComparison.Ordinal)
            ? null : "must be valid format starting with iqn, eui, or naa";

    private static void Flex(ValueMap<string> options, FieldPath path, ErrorList errors)
    {
        foreach (var (key, _) in options.AsSpan())
        {
            var domain = key.Split('/')[0];
            if (key.Contains('/', StringComparison.Ordinal) && (domain is "kubernetes.io" or "k8s.io"
                || domain.EndsWith(".kubernetes.io", StringComparison.Ordinal) || domain.EndsWith(".k8s.io", StringComparison.Ordinal)))
            {
                errors.Invalid(path.Child("options").Key(key), key, "\"kubernetes.io\" and \"k8s.io\" namespaces are reserved");
            }
        }
    }

    private static void StorageOS(string volume, string space, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "volumeName", volume, Names.Dns1123LabelProblem);
        errors.Check(path, "volumeNamespace", space, Names.Dns1123LabelProblem);
    }
}
