using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>The data of a secret as files; they follow the secret's changes.</summary>
internal sealed class SecretVolume(NodePaths paths, ReferencedObjects objects, TimeProvider time) : ObjectVolume(paths, objects, time)
{
    /// <inheritdoc/>
    public override string Name => "secret";

    /// <inheritdoc/>
    public override bool Handles(Volume volume) => volume.Secret is not null;

    /// <inheritdoc/>
    protected override bool IsSecret(Volume volume) => true;

    /// <inheritdoc/>
    protected override async ValueTask<DateTimeOffset?> GatherAsync(VolumeRequest request, ObjectFiles files, CancellationToken cancellationToken)
    {
        var source = request.Volume.Secret!;
        var secret = await ReadAsync<Secret>(request, source.SecretName, files, cancellationToken);
        files.Add(source.SecretName, secret, source.Items, source.DefaultMode ?? ObjectFiles.UsualMode, source.Optional == true);
        return null;
    }
}
