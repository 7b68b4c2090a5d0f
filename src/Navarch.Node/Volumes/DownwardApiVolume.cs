using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>Fields of the pod itself as files; they follow the pod's labels and annotations.</summary>
internal sealed class DownwardApiVolume(NodePaths paths, ReferencedObjects objects, TimeProvider time) : ObjectVolume(paths, objects, time)
{
    /// <inheritdoc/>
    public override string Name => "downward-api";

    /// <inheritdoc/>
    public override bool Handles(Volume volume) => volume.DownwardAPI is not null;

    /// <inheritdoc/>
    protected override ValueTask<DateTimeOffset?> GatherAsync(VolumeRequest request, ObjectFiles files, CancellationToken cancellationToken)
    {
        var source = request.Volume.DownwardAPI!;
        files.Add(source.Items, request, source.DefaultMode ?? ObjectFiles.UsualMode);
        return new(default(DateTimeOffset?));
    }
}
