using System.Text.RegularExpressions;

namespace Navarch.Node.Pods;

/// <summary>Image names as people write them, made whole.</summary>
public static partial class ImageReference
{
    /// <summary>
    /// The full reference: registry <c>docker.io</c> and folder <c>library</c> where none is named, tag <c>latest</c>
    /// where neither tag nor digest is. Null when the text is no image name.
    /// </summary>
    public static string? Normalize(string image)
    {
        var match = Pattern().Match(image);
        if (!match.Success)
        {
            return null;
        }

        var (host, path) = (match.Groups["host"].Value, match.Groups["path"].Value);
        if (host.Length > 0 && !host.Contains('.', StringComparison.Ordinal) && !host.Contains(':', StringComparison.Ordinal) && host != "localhost")
        {
            (host, path) = ("", $"{host}/{path}");
        }

        if (host is "" or "index.docker.io")
        {
            host = "docker.io";
            path = path.Contains('/', StringComparison.Ordinal) ? path : "library/" + path;
        }

        if (path.Any(char.IsUpper))
        {
            return null;
        }

        var (tag, digest) = (match.Groups["tag"].Value, match.Groups["digest"].Value);
        return digest.Length > 0 ? $"{host}/{path}@{digest}" : $"{host}/{path}:{(tag.Length > 0 ? tag : "latest")}";
    }

    [GeneratedRegex(@"^(?:(?<host>[A-Za-z0-9.-]+(?::[0-9]+)?|\[[0-9a-fA-F:]+\](?::[0-9]+)?)/)?(?<path>[A-Za-z0-9]+(?:(?:\.|_{1,2}|-+)[A-Za-z0-9]+)*(?:/[A-Za-z0-9]+(?:(?:\.|_{1,2}|-+)[A-Za-z0-9]+)*)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
