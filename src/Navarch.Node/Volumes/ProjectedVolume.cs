using System.Text;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>Several sources in one folder: config maps, secrets, fields of the pod, and tokens of its service account.</summary>
internal sealed class ProjectedVolume(NodePaths paths, ReferencedObjects objects, ServiceAccountTokens tokens, TimeProvider time) : ObjectVolume(paths, objects, time)
{
    private const int OwnerAndGroupOnly = 0b110_000_000;

    /// <inheritdoc/>
    public override string Name => "projected";

    /// <inheritdoc/>
    public override bool Handles(Volume volume) => volume.Projected is not null;

    /// <inheritdoc/>
    protected override bool IsSecret(Volume volume) => volume.Projected!.Sources.Any(s => s.Secret is not null || s.ServiceAccountToken is not null);

    /// <inheritdoc/>
    protected override async ValueTask<DateTimeOffset?> GatherAsync(VolumeRequest request, ObjectFiles files, CancellationToken cancellationToken)
    {
        var projected = request.Volume.Projected!;
        var mode = projected.DefaultMode ?? ObjectFiles.UsualMode;
        DateTimeOffset? refreshAt = null;
        for (var i = 0; i < projected.Sources.Count; i++)
        {
            var source = projected.Sources[i];
            if (source.ConfigMap is { } map)
            {
                var configMap = await ReadAsync<ConfigMap>(request, map.Name, files, cancellationToken);
                files.Add(map.Name, configMap, map.Items, mode, map.Optional == true);
            }
            else if (source.Secret is { } reference)
            {
                var secret = await ReadAsync<Secret>(request, reference.Name, files, cancellationToken);
                files.Add(reference.Name, secret, reference.Items, mode, reference.Optional == true);
            }
            else if (source.DownwardAPI is { } downward)
            {
                files.Add(downward.Items, request, mode);
            }
            else if (source.ServiceAccountToken is { } wanted)
            {
                var (token, error) = await tokens.GetAsync(request.Pod, wanted.Audience, wanted.ExpirationSeconds, cancellationToken);
                if (token is null)
                {
                    files.Fail(error!);
                    continue;
                }

                files.Add(wanted.Path, Encoding.UTF8.GetBytes(token.Text), TokenMode(request.Pod, mode));
                refreshAt = refreshAt is { } already && already < token.RefreshAt ? already : token.RefreshAt;
            }
            else
            {
                files.Fail($"source {i} of projected volume {request.Volume.Name} is of a kind this node does not support");
            }
        }

        return refreshAt;
    }

    /// <summary>A token may be read by others only where the pod's user could not read it otherwise.</summary>
    private static int TokenMode(Pod pod, int mode)
    {
        if (pod.Spec.SecurityContext?.FSGroup is not null)
        {
            return OwnerAndGroupOnly;
        }

        return mode;
    }
}
