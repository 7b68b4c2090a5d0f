using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>The structure of a document by the type it names.</summary>
internal static class ProtobufTypes
{
    /// <summary>The structure; null when the type is not known.</summary>
    public static TypeStructure? Find(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var gvk = new GroupVersionKind(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind);
        if (KindRegistry.ByKind(gvk) is { } info)
        {
            return info.Structure;
        }

        return kind is "DeleteOptions" or "Status" ? TypeStructure.Get($"meta.v1.{kind}") : null;
    }
}
