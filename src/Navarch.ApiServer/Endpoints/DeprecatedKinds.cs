using System.Collections.Frozen;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Kinds that still work but have successors: whoever asks for one is told so, reading or writing.</summary>
internal static class DeprecatedKinds
{
    private static readonly FrozenDictionary<GroupVersionKind, string> Warnings = new Dictionary<GroupVersionKind, string>
    {
        [new("", "v1", "ComponentStatus")] = "v1 ComponentStatus is deprecated in v1.19+",
        [new("", "v1", "Endpoints")] = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    }.ToFrozenDictionary();

    /// <summary>What to tell about a kind; null when it is not deprecated.</summary>
    public static string? WarningOf(KindInfo kind) => Warnings.GetValueOrDefault(kind.GroupVersionKind);
}
