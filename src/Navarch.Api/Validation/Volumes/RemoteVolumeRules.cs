using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for volumes that come from storage elsewhere, of pods and of persistent volumes.</summary>
internal static class RemoteVolumeRules
{
    public static void Validate(Volume volume, ref VolumeSources sources)
    {
        Common(
            ref sources, volume.GCEPersistentDisk, volume.AWSElasticBlockStore, volume.NFS, volume.FC, volume.Flocker, volume.Quobyte, volume.AzureDisk,
            volume.VsphereVolume, volume.PhotonPersistentDisk, volume.PortworxVolume);
        var errors = sources.Errors;
        if (sources.Is(volume.GitRepo, "gitRepo", out var git))
        {
            errors.Needs(sources.Path("gitRepo"), "repository", git.Repository);
            if (git.Directory.Length > 0)
            {
                FileRules.Descending(git.Directory, sources.Path("gitRepo"), "directory", errors);
            }
        }

        if (sources.Is(volume.ISCSI, "iscsi", out var iscsi))
        {
            Iscsi(iscsi.TargetPortal, iscsi.IQN, iscsi.Lun, iscsi.DiscoveryCHAPAuth || iscsi.SessionCHAPAuth, iscsi.SecretRef?.Name, iscsi.InitiatorName, sources.Path("iscsi"), errors);
        }

        if (sources.Is(volume.Glusterfs, "glusterfs", out var gluster))
        {
            errors.Needs(sources.Path("glusterfs"), "endpoints", gluster.EndpointsName);
            errors.Needs(sources.Path("glusterfs"), "path", gluster.Path);
        }

        if (sources.Is(volume.RBD, "rbd", out var rbd))
        {
            Rbd(rbd.CephMonitors, rbd.RBDImage, sources.Path("rbd"), errors);
        }

        if (sources.Is(volume.FlexVolume, "flexVolume", out var flex))
        {
            Flex(flex.Driver, flex.Options, sources.Path("flexVolume"), errors);
        }

        if (sources.Is(volume.Cinder, "cinder", out var cinder))
        {
            Cinder(cinder.VolumeID, cinder.SecretRef?.Name, sources.Path("cinder"), errors);
        }

        if (sources.Is(volume.CephFS, "cephfs", out var ceph))
        {
            Monitors(ceph.Monitors, sources.Path("cephfs"), errors);
        }

        if (sources.Is(volume.AzureFile, "azureFile", out var file))
        {
            errors.Needs(sources.Path("azureFile"), "secretName", file.SecretName);
            errors.Needs(sources.Path("azureFile"), "shareName", file.ShareName);
        }

        if (sources.Is(volume.ScaleIO, "scaleIO", out var scale))
        {
            ScaleIO(scale.Gateway, scale.System, scale.VolumeName, sources.Path("scaleIO"), errors);
        }

        if (sources.Is(volume.StorageOS, "storageos", out var storage))
        {
            StorageOS(storage.VolumeName, storage.VolumeNamespace, sources.Path("storageos"), errors);
        }
    }

    public static void Validate(PersistentVolumeSpec volume, ref VolumeSources sources)
    {
        Common(
            ref sources, volume.GCEPersistentDisk, volume.AWSElasticBlockStore, volume.NFS, volume.FC, volume.Flocker, volume.Quobyte, volume.AzureDisk,
            volume.VsphereVolume, volume.PhotonPersistentDisk, volume.PortworxVolume);
        var errors = sources.Errors;
        if (sources.Is(volume.ISCSI, "iscsi", out var iscsi))
        {
            Iscsi(iscsi.TargetPortal, iscsi.IQN, iscsi.Lun, iscsi.DiscoveryCHAPAuth || iscsi.SessionCHAPAuth, iscsi.SecretRef?.Name, iscsi.InitiatorName, sources.Path("iscsi"), errors);
        }

        if (sources.Is(volume.Glusterfs, "glusterfs", out var gluster))
        {
            errors.Needs(sources.Path("glusterfs"), "endpoints", gluster.EndpointsName);
            errors.Needs(sources.Path("glusterfs"), "path", gluster.Path);
            if (gluster.EndpointsNamespace is { Length: 0 })
            {
                errors.Invalid(sources.Path("glusterfs").Child("endpointsNamespace"), "", "if the endpointnamespace is set, it must be a valid namespace name");
            }
        }

        if (sources.Is(volume.RBD, "rbd", out var rbd))
        {
            Rbd(rbd.CephMonitors, rbd.RBDImage, sources.Path("rbd"), errors);
        }

        if (sources.Is(volume.FlexVolume, "flexVolume", out var flex))
        {
            Flex(flex.Driver, flex.Options, sources.Path("flexVolume"), errors);
        }

        if (sources.Is(volume.Cinder, "cinder", out var cinder))
        {
            Cinder(cinder.VolumeID, cinder.SecretRef?.Name, sources.Path("cinder"), errors);
            if (cinder.SecretRef is not null)
            {
                errors.Needs(sources.Path("cinder").Child("secretRef"), "namespace", cinder.SecretRef.Namespace);
            }
        }

        if (sources.Is(volume.CephFS, "cephfs", out var ceph))
        {
            Monitors(ceph.Monitors, sources.Path("cephfs"), errors);
        }

        if (sources.Is(volume.AzureFile, "azureFile", out var file))
        {
            errors.Needs(sources.Path("azureFile"), "secretName", file.SecretName);
            errors.Needs(sources.Path("azureFile"), "shareName", file.ShareName);
            if (file.SecretNamespace is { Length: 0 })
            {
                errors.Invalid(sources.Path("azureFile").Child("secretNamespace"), "", "must be nil or non-empty string");
            }
        }

        if (sources.Is(volume.ScaleIO, "scaleIO", out var scale))
        {
            ScaleIO(scale.Gateway, scale.System, scale.VolumeName, sources.Path("scaleIO"), errors);
        }

        if (sources.Is(volume.StorageOS, "storageos", out var storage))
        {
            StorageOS(storage.VolumeName, storage.VolumeNamespace, sources.Path("storageos"), errors);
        }
    }

    // Sources that pods and persistent volumes write alike.
    private static void Common(
        ref VolumeSources sources, GCEPersistentDiskVolumeSource? gce, AWSElasticBlockStoreVolumeSource? aws, NFSVolumeSource? nfs, FCVolumeSource? fc,
        FlockerVolumeSource? flocker, QuobyteVolumeSource? quobyte, AzureDiskVolumeSource? azure, VsphereVirtualDiskVolumeSource? vsphere,
        PhotonPersistentDiskVolumeSource? photon, PortworxVolumeSource? portworx)
    {
        var errors = sources.Errors;
        if (sources.Is(gce, "gcePersistentDisk", out _))
        {
            errors.Needs(sources.Path("gcePersistentDisk"), "pdName", gce!.PDName);
            errors.InRange(sources.Path("gcePersistentDisk"), "partition", gce.Partition, 0, 255);
        }

        if (sources.Is(aws, "awsElasticBlockStore", out _))
        {
            errors.Needs(sources.Path("awsElasticBlockStore"), "volumeID", aws!.VolumeID);
            errors.InRange(sources.Path("awsElasticBlockStore"), "partition", aws.Partition, 0, 255);
        }

        if (sources.Is(nfs, "nfs", out _))
        {
            errors.Needs(sources.Path("nfs"), "server", nfs!.Server);
            if (errors.Needs(sources.Path("nfs"), "path", nfs.Path) && !nfs.Path.StartsWith('/'))
            {
                errors.Invalid(sources.Path("nfs").Child("path"), nfs.Path, "must be an absolute path");
            }
        }

        if (sources.Is(fc, "fc", out _))
        {
            FibreChannel(fc!, sources.Path("fc"), errors);
        }

        if (sources.Is(flocker, "flocker", out _))
        {
            Flocker(flocker!, sources.Path("flocker"), errors);
        }

        if (sources.Is(quobyte, "quobyte", out _))
        {
            errors.Needs(sources.Path("quobyte"), "registry", quobyte!.Registry);
            errors.Needs(sources.Path("quobyte"), "volume", quobyte.Volume);
        }

        if (sources.Is(azure, "azureDisk", out _))
        {
            errors.Needs(sources.Path("azureDisk"), "diskName", azure!.DiskName);
            errors.Needs(sources.Path("azureDisk"), "diskURI", azure.DataDiskURI);
        }

        if (sources.Is(vsphere, "vsphereVolume", out _))
        {
            errors.Needs(sources.Path("vsphereVolume"), "volumePath", vsphere!.VolumePath);
        }

        if (sources.Is(photon, "photonPersistentDisk", out _))
        {
            errors.Needs(sources.Path("photonPersistentDisk"), "pdID", photon!.PdID);
        }

        if (sources.Is(portworx, "portworxVolume", out _))
        {
            errors.Needs(sources.Path("portworxVolume"), "volumeID", portworx!.VolumeID);
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

        errors.InRange(path, "lun", fc.Lun, 0, 255);
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

    private static void Iscsi(string portal, string iqn, int lun, bool authenticates, string? secret, string? initiator, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "targetPortal", portal);
        errors.Needs(path, "iqn", iqn, IqnProblem);
        errors.InRange(path, "lun", lun, 0, 255);
        if (authenticates && string.IsNullOrEmpty(secret))
        {
            errors.Required(secret is null ? path.Child("secretRef") : path.Child("secretRef", "name"));
        }

        errors.Check(path, "initiatorName", initiator, IqnProblem);
    }

    private static string? IqnProblem(string name) =>
        name.StartsWith("iqn", StringComparison.Ordinal) || name.StartsWith("eui", StringComparison.Ordinal) || name.StartsWith("naa", StringComparison.Ordinal)
            ? null : "must be valid format starting with iqn, eui, or naa";

    private static void Rbd(ValueList<string> monitors, string image, FieldPath path, ErrorList errors)
    {
        Monitors(monitors, path, errors);
        errors.Needs(path, "image", image);
    }

    private static void Monitors(ValueList<string> monitors, FieldPath path, ErrorList errors)
    {
        if (monitors.IsEmpty)
        {
            errors.Required(path.Child("monitors"));
        }
    }

    private static void Flex(string driver, ValueMap<string> options, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "driver", driver);
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

    private static void Cinder(string volume, string? secret, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "volumeID", volume);
        if (secret is { Length: 0 })
        {
            errors.Required(path.Child("secretRef", "name"));
        }
    }

    private static void ScaleIO(string gateway, string system, string volume, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "gateway", gateway);
        errors.Needs(path, "system", system);
        errors.Needs(path, "volumeName", volume);
    }

    private static void StorageOS(string volume, string space, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "volumeName", volume, Names.Dns1123LabelProblem);
        errors.Check(path, "volumeNamespace", space, Names.Dns1123LabelProblem);
    }
}
