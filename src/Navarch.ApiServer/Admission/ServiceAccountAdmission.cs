using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>
/// Every pod runs as a service account that exists, has its pull secrets, and finds its token, the cluster's CA and its namespace mounted
/// where clients look for them, unless the pod or the account says no.
/// </summary>
internal sealed class ServiceAccountAdmission : IAdmissionRule
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const int TokenSeconds = 3607;
    private const int ReadOnlyMode = 420;

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.Operation == AdmissionOperation.Create && obj is Pod pod ? Admit(pod, request) : ApiResult<IKubernetesObject?>.Ok(obj));

    private static ApiResult<IKubernetesObject?> Admit(Pod pod, AdmissionRequest request)
    {
        if (pod.Metadata.Annotations.ContainsKey(MirrorAnnotation))
        {
            return ApiResult<IKubernetesObject?>.Ok(pod);
        }

        var name = pod.Spec.ServiceAccountName.Length > 0 ? pod.Spec.ServiceAccountName : "default";
        if (request.Context.Objects.Find<ServiceAccount>(request.Context.Namespace, name) is not { } account)
        {
            return Failures.Forbidden(
                request.Context.Resource.Kind,
                request.Name,
                $"error looking up service account {request.Context.Namespace}/{name}: serviceaccount \"{name}\" not found");
        }

        var spec = pod.Spec with { ServiceAccountName = name, DeprecatedServiceAccount = name };
        if (spec.ImagePullSecrets.IsEmpty)
        {
            spec = spec with { ImagePullSecrets = account.ImagePullSecrets };
        }

        if (spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken ?? true)
        {
            spec = WithToken(spec, VolumeName(pod));
        }

        return ApiResult<IKubernetesObject?>.Ok(pod with { Spec = spec });
    }

    private static PodSpec WithToken(PodSpec spec, string volume)
    {
        var containers = spec.Containers.Select(c => WithMount(c, volume)).ToValueList();
        var initContainers = spec.InitContainers.Select(c => WithMount(c, volume)).ToValueList();
        return containers == spec.Containers && initContainers == spec.InitContainers
            ? spec
            : spec with { Containers = containers, InitContainers = initContainers, Volumes = spec.Volumes.Add(TokenVolume(volume)) };
    }

    private static Container WithMount(Container container, string volume) =>
        container.VolumeMounts.Any(m => m.MountPath == MountPath)
            ? container
            : container with { VolumeMounts = container.VolumeMounts.Add(new VolumeMount { Name = volume, MountPath = MountPath, ReadOnly = true }) };

    // The name is made from the pod's uid, so that the same pod always gets the same one.
    private static string VolumeName(Pod pod) => "kube-api-access-" + pod.Metadata.UID.Replace("-", "", StringComparison.Ordinal)[..5];

    private static Volume TokenVolume(string name) => new()
    {
        Name = name,
        Projected = new ProjectedVolumeSource
        {
            DefaultMode = ReadOnlyMode,
            Sources =
            [
                new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { ExpirationSeconds = TokenSeconds, Path = "token" } },
                new VolumeProjection
                {
                    ConfigMap = new ConfigMapProjection { Name = "kube-root-ca.crt", Items = [new KeyToPath { Key = "ca.crt", Path = "ca.crt" }] },
                },
                new VolumeProjection
                {
                    DownwardAPI = new DownwardAPIProjection
                    {
                        Items =
                        [
                            new DownwardAPIVolumeFile
                            {
                                Path = "namespace",
                                FieldRef = new ObjectFieldSelector { APIVersion = "v1", FieldPath = "metadata.namespace" },
                            },
                        ],
                    },
                },
            ],
        },
    };
}
