using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for where containers see volumes: folders and block devices.</summary>
internal static class MountRules
{
    public static void Validate(Container container, PodScope pod, FieldPath path, ErrorList errors)
    {
        Mounts(container.VolumeMounts, container.VolumeDevices, container.SecurityContext?.Privileged == true, pod, path, errors);
        Devices(container.VolumeDevices, container.VolumeMounts, pod, path, errors);
    }

    /// <summary>Mounts of a container: of volumes that are there, each at a path of its own.</summary>
    public static void Mounts(
        ValueList<VolumeMount> mounts, ValueList<VolumeDevice> devices, bool isPrivileged, PodScope pod, FieldPath path, ErrorList errors)
    {
        if (mounts.IsEmpty)
        {
            return;
        }

        var list = path.Child("volumeMounts");
        for (var i = 0; i < mounts.Count; i++)
        {
            var (mount, at) = (mounts[i], list.Index(i));
            Volume? volume = null;
            if (mount.Name.Length > 0 && !pod.TryGetVolume(mount.Name, out volume))
            {
                errors.NotFound(at.Child("name"), mount.Name);
            }

            if (mount.MountPath.Length > 0 && IsMounted(mounts, mount.MountPath, i))
            {
                errors.Invalid(at.Child("mountPath"), mount.MountPath, "must be unique");
            }

            foreach (var device in devices)
            {
                if (device.Name == mount.Name && mount.Name.Length > 0)
                {
                    errors.Invalid(at.Child("name"), mount.Name, "must not already exist in volumeDevices");
                }

                if (device.DevicePath == mount.MountPath && mount.MountPath.Length > 0)
                {
                    errors.Invalid(at.Child("mountPath"), mount.MountPath, "must not already exist as a path in volumeDevices");
                }
            }

            SubPath(mount, at, errors);
            if (mount.MountPropagation == MountPropagationModes.Bidirectional && !isPrivileged)
            {
                errors.Forbidden(at.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
            }

            if (mount.RecursiveReadOnly is RecursiveReadOnlyModes.IfPossible or RecursiveReadOnlyModes.Enabled)
            {
                RecursiveReadOnly(mount, at.Child("recursiveReadOnly"), errors);
            }
        }
    }

    private static bool IsMounted(ValueList<VolumeMount> mounts, string mountPath, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (mounts[i].MountPath == mountPath)
            {
                return true;
            }
        }

        return false;
    }

    private static void SubPath(VolumeMount mount, FieldPath path, ErrorList errors)
    {
        if (mount.SubPath.Length > 0)
        {
            FileRules.Descending(mount.SubPath, path, "subPath", errors);
        }

        if (mount.SubPathExpr.Length > 0)
        {
            if (mount.SubPath.Length > 0)
            {
                errors.Invalid(path.Child("subPathExpr"), mount.SubPathExpr, "subPathExpr and subPath are mutually exclusive");
            }

            FileRules.Descending(mount.SubPathExpr, path, "subPathExpr", errors);
        }
    }

    private static void RecursiveReadOnly(VolumeMount mount, FieldPath path, ErrorList errors)
    {
        if (!mount.ReadOnly)
        {
            errors.Forbidden(path, "may only be specified when readOnly is true");
        }

        if (mount.MountPropagation is not (null or MountPropagationModes.None))
        {
            errors.Forbidden(path, "may only be specified when mountPropagation is None or not specified");
        }
    }

    private static void Devices(ValueList<VolumeDevice> devices, ValueList<VolumeMount> mounts, PodScope pod, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < devices.Count; i++)
        {
            var (device, at) = (devices[i], path.Child("volumeDevices").Index(i));
            var before = devices.AsSpan()[..i];
            if (device.Name.Length > 0)
            {
                Device(device.Name, pod, at, errors);
                foreach (var other in before)
                {
                    if (other.Name == device.Name)
                    {
                        errors.Invalid(at.Child("name"), device.Name, "must be unique");
                    }
                }
            }

            if (device.DevicePath.Length == 0)
            {
                continue;
            }

            foreach (var other in before)
            {
                if (other.DevicePath == device.DevicePath)
                {
                    errors.Invalid(at.Child("devicePath"), device.DevicePath, "must be unique");
                }
            }

            if (FileRules.HasBackstep(device.DevicePath))
            {
                errors.Invalid(at.Child("devicePath"), device.DevicePath, "can not contain backsteps ('..')");
            }

            foreach (var mount in mounts)
            {
                if (mount.MountPath == device.DevicePath)
                {
                    errors.Invalid(at.Child("devicePath"), device.DevicePath, "must not already exist as a path in volumeMounts");
                }
            }
        }
    }

    private static void Device(string name, PodScope pod, FieldPath path, ErrorList errors)
    {
        if (!pod.TryGetVolume(name, out var volume))
        {
            errors.NotFound(path.Child("name"), name);
        }
        else if (volume is { PersistentVolumeClaim: null, Ephemeral: null })
        {
            errors.Invalid(path.Child("name"), name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }
    }
}
