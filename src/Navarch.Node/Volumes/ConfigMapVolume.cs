using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>The data of a config map as files; they follow the config map's changes.</summary>
internal sealed class ConfigMapVolume(NodePaths paths, ReferencedObjects objects, TimeProvider time) : ObjectVolume(paths, objects, time)
{
    /// <inheritdoc/>
    public override string Name => "configmap";

    /// <inheritdoc/>
    public override bool Handles(Volume volume) => volume.ConfigMap is not null;

    /// <inheritdoc/>
    protected override async ValueTask<DateTimeOffset?> GatherAsync(VolumeRequest request, ObjectFiles files, CancellationToken cancellationToken)
    {
        var source = request.Volume.ConfigMap!;
        var configMap = await ReadAsync<ConfigMap>(request, source.Name, files, cancellationToken);
        files.Add(source.Name, configMap, source.Items, source.DefaultMode ?? ObjectFiles.UsualMode, source.Optional == true);
        return null;
    }
}
