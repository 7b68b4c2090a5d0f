namespace Navarch.Schema.Model;

/// <summary>A version of an API group: one folder.</summary>
/// <param name="Directory">The group's folder.</param>
/// <param name="Version">The version.</param>
/// <param name="Group">The group on the wire; empty for core.</param>
/// <param name="Namespace">The last but one part of the C# namespace.</param>
internal sealed record GroupDeclaration(string Directory, string Version, string Group, string Namespace)
{
    /// <summary>Whether this is the group of the types every other group uses.</summary>
    public bool IsMeta => Directory == "meta";

    /// <summary>The C# namespace of the group-version.</summary>
    public string ClrNamespace => IsMeta ? "Navarch.Api" : $"Navarch.Api.{Namespace}.{char.ToUpperInvariant(Version[0])}{Version[1..]}";

    /// <summary>The <c>apiVersion</c> of its objects.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
