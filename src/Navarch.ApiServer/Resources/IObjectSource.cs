namespace Navarch.ApiServer.Resources;

/// <summary>Objects that are made when they are asked for, and never stored.</summary>
internal interface IObjectSource
{
    /// <summary>The objects there are now, in one namespace or (empty) in all.</summary>
    ValueTask<IReadOnlyList<IKubernetesObject>> ReadAsync(string ns, CancellationToken cancellationToken);
}
