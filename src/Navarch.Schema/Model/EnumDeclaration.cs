namespace Navarch.Schema.Model;

/// <summary>A named string with its well-known values.</summary>
/// <param name="Source">Where it is written.</param>
/// <param name="Name">The name, as in the API.</param>
/// <param name="Directory">The group's folder.</param>
/// <param name="Version">The version.</param>
/// <param name="IsClosed">Whether other values are invalid (<c>enum</c>) or allowed (<c>words</c>).</param>
/// <param name="Values">The constants' names with their values.</param>
internal sealed record EnumDeclaration(
    SourceLine Source, string Name, string Directory, string Version, bool IsClosed, IReadOnlyList<(string Constant, string Value)> Values)
{
    /// <summary>The name that is unique in the schema: <c>core.v1.PodPhase</c>.</summary>
    public string FullName => $"{Directory}.{Version}.{Name}";
}
