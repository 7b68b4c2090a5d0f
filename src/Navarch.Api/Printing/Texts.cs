using Navarch.Api.Core.V1;

namespace Navarch.Api.Printing;

/// <summary>The texts that several kinds' cells share.</summary>
internal static class Texts
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    public const string Unknown = "<unknown>";

    public static string OrNone(string text) => text.Length > 0 ? text : None;

    public static string Labels(ValueMap<string> labels) => labels.IsEmpty ? None : string.Join(',', labels.Select(l => $"{l.Key}={l.Value}"));

    public static string Selector(LabelSelector? selector) => 
        selector is null ? None : OrNone(string.Join(',', LabelSelectors.ToFilter(selector).Requirements.OrderBy(r => r.Key, StringComparer.Ordinal)));

    public static string Containers(PodSpec? spec) => spec is null ? "" : string.Join(',', spec.Containers.Select(c => c.Name));

    public static string Images(PodSpec? spec) => spec is null ? "" : string.Join(',', spec.Containers.Select(c => c.Image));

    /// <summary>Some items, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> items, int most, string nothing) =>
        items.Count == 0 ? nothing
        : items.Count <= most ? string.Join(',', items)
        : $"{string.Join(',', items.Take(most))} + {items.Count - most} more...";

    public static string Truth(bool? value) => value is null ? Unset : value.Value ? "true" : "false";

    public static string AccessModes(ValueList<string> modes) => string.Join(',', modes.Distinct().Select(m => m switch
    {
        PersistentVolumeAccessModes.ReadWriteOnce => "RWO",
        PersistentVolumeAccessModes.ReadOnlyMany => "ROX",
        PersistentVolumeAccessModes.ReadWriteMany => "RWX",
        PersistentVolumeAccessModes.ReadWriteOncePod => "RWOP",
        _ => m,
    }));
}
