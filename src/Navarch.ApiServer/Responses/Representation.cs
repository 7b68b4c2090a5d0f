namespace Navarch.ApiServer.Responses;

/// <summary>How an answer shows objects.</summary>
internal enum ObjectView
{
    /// <summary>As they are.</summary>
    Full,

    /// <summary>As rows of a table.</summary>
    Table,

    /// <summary>Their metadata only.</summary>
    Metadata,
}

/// <summary>What the client's <c>Accept</c> header asks for.</summary>
/// <param name="View">How objects are shown.</param>
/// <param name="IncludeObject">For tables: what each row carries of its object: <c>None</c>, <c>Metadata</c> or <c>Object</c>.</param>
internal readonly record struct Representation(ObjectView View, string IncludeObject)
{
    /// <summary>The media types of answers.</summary>
    public static readonly string[] Offered = ["application/json"];

    /// <summary>Reads the header: the first type that can be served counts, as upstream; null when there is none.</summary>
    public static Representation? Of(string accept, string includeObject)
    {
        if (accept.Length == 0 || accept == "application/json" || accept == "*/*")
        {
            return default(Representation);
        }

        foreach (var range in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "application/*" or "*/*"))
            {
                continue;
            }

            switch (Parameter(parts, "as"), Parameter(parts, "g"), Parameter(parts, "v"))
            {
                case ("", _, _):
                    return default(Representation);
                case ("Table", "meta.k8s.io", "v1" or "v1beta1"):
                    return new Representation(ObjectView.Table, includeObject.Length > 0 ? includeObject : "Metadata");
                case ("PartialObjectMetadata" or "PartialObjectMetadataList", "meta.k8s.io", "v1" or "v1beta1"):
                    return new Representation(ObjectView.Metadata, "");
            }
        }

        return null;
    }

    private static string Parameter(string[] parts, string name)
    {
        foreach (var part in parts.AsSpan(1))
        {
            if (part.Length > name.Length && part[name.Length] == '=' && part.StartsWith(name, StringComparison.Ordinal))
            {
                return part[(name.Length + 1)..];
            }
        }

        return "";
    }
}
