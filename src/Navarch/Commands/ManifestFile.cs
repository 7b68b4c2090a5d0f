using System.Text;
using System.Text.RegularExpressions;
using Navarch.Api;
using Navarch.Api.Defaulting;
using Navarch.Api.Json;
using Navarch.ApiServer.Objects;

namespace Navarch.Commands;

/// <summary>The objects of a manifest file: YAML documents separated by <c>---</c>, or JSON.</summary>
public static partial class ManifestFile
{
    /// <summary>The objects with their defaults; kinds the API's schema does not have are left out.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="ns">The namespace of objects that name none.</param>
    /// <exception cref="FormatException">A document is no object, or has fields its kind does not have; all are named.</exception>
    public static List<IKubernetesObject> Read(string text, string ns)
    {
        List<IKubernetesObject> objects = [];
        foreach (var document in Separator().Split(text).Where(d => d.Split('\n').Any(line => line.Trim() is { Length: > 0 } content && content[0] != '#')))
        {
            var json = YamlBody.ToJson(Encoding.UTF8.GetBytes(document));
            if (!ApiJson.TryPeekTypeMeta(json, out var apiVersion, out var name) || apiVersion.Length == 0 || name.Length == 0)
            {
                throw new FormatException($"document {objects.Count + 1}: apiVersion and kind must be given");
            }

            var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
            if (KindRegistry.ByKind(new(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], name)) is not { } kind)
            {
                continue;
            }

            var report = new DecodeReport();
            var obj = ApiJson.Read(kind, json, report);
            List<string> faults = [.. report.Errors.Select(e => e.ToString()), .. report.StrictProblems];
            if (obj is null || faults.Count > 0)
            {
                throw new FormatException($"{name}: {report.SyntaxError ?? string.Join("; ", faults)}");
            }

            objects.Add(Defaults.Apply(kind.Namespaced && obj.Metadata.Namespace.Length == 0 ? obj.WithMetadata(obj.Metadata with { Namespace = ns }) : obj));
        }

        return objects;
    }

    [GeneratedRegex(@"^---([ \t].*)?\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Separator();
}
