namespace Navarch.Scheduler.Configuration;

/// <summary>What VolumeBinding is told.</summary>
public sealed record VolumeBindingArgs
{
    /// <summary>How long the binding of a pod's volumes may take, in seconds.</summary>
    public int BindTimeoutSeconds { get; init; } = 600;

    internal static VolumeBindingArgs Read(ConfigNode node) => new() { BindTimeoutSeconds = node.Number("bindTimeoutSeconds", 0) ?? 600 };
}
