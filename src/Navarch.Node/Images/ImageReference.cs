using System.Text.RegularExpressions;

namespace Navarch.Node.Images;

/// <summary>An image's name taken apart, with what the short form leaves out filled in.</summary>
/// <param name="Repository">Registry and path, such as <c>docker.io/library/nginx</c>.</param>
/// <param name="Tag">Empty when only a digest is given.</param>
/// <param name="Digest">Such as <c>sha256:...</c>; empty when none is given.</param>
public sealed partial record ImageReference(string Repository, string Tag, string Digest)
{
    /// <summary>The full name under which the runtime knows the image.</summary>
    public override string ToString() => Repository + (Tag.Length > 0 ? ":" + Tag : "") + (Digest.Length > 0 ? "@" + Digest : "");

    /// <summary>The pull policy that the API gives to containers which name none: Always for the tag latest, else IfNotPresent.</summary>
    public string DefaultPullPolicy => Tag == "latest" && Digest.Length == 0 ? "Always" : "IfNotPresent";

    /// <summary>Reads a name as users write it, such as <c>nginx</c> or <c>registry:5000/team/app:v1</c>; null when it is none.</summary>
    public static ImageReference? Parse(string text)
    {
        var match = Grammar().Match(text);
        if (!match.Success)
        {
            return null;
        }
        var registry = match.Groups["registry"].Value;
        var path = match.Groups["path"].Value;
        var tag = match.Groups["tag"].Value;
        var digest = match.Groups["digest"].Value;
        // A first part without dot, colon or the name localhost is no registry but belongs to the path.
        if (registry.Length > 0 && !registry.AsSpan().ContainsAny('.', ':') && registry != "localhost")
        {
            if (registry.Any(char.IsAsciiLetterUpper))
            {
                return null;
            }
            path = registry + "/" + path;
            registry = "";
        }
        if (registry.Length == 0)
        {
            registry = "docker.io";
            path = path.Contains('/', StringComparison.Ordinal) ? path : "library/" + path;
        }
        return new ImageReference($"{registry}/{path}", tag.Length == 0 && digest.Length == 0 ? "latest" : tag, digest);
    }

    [GeneratedRegex(
        """
        ^(?:(?<registry>[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?)/)?
        (?<path>[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*)
        (?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?
        (?:@(?<digest>[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}))?$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
