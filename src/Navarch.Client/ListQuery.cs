namespace Navarch.Client;

/// <summary>What a list, watch or collection delete selects.</summary>
public sealed record ListQuery
{
    /// <summary>Everything of the kind, in every namespace, at the latest state.</summary>
    public static ListQuery All { get; } = new();

    /// <summary>The namespace; empty: all of them.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>A label selector in the API's text form; empty: everything.</summary>
    public string LabelSelector { get; init; } = "";

    /// <summary>A field selector in the API's text form (<c>spec.nodeName=n1</c>); empty: everything.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>List: the oldest state that is good enough (empty: the latest). Watch: changes after this one (empty: from now, preceded by what exists).</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>How a list reads <see cref="ResourceVersion"/>: <c>Exact</c>, <c>NotOlderThan</c> or empty.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>The most items one answer holds; 0: all.</summary>
    public long Limit { get; init; }

    /// <summary>Where a limited list goes on: the token of the answer before.</summary>
    public string Continue { get; init; } = "";

    /// <summary>Watch: send bookmarks, which tell the resource version reached when nothing matched for a while.</summary>
    public bool AllowBookmarks { get; init; }

    /// <summary>Watch: first send what exists as added events, then a bookmark annotated <c>k8s.io/initial-events-end</c>.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>Watch: the API ends the stream after this long; null: when it likes.</summary>
    public TimeSpan? Timeout { get; init; }
}
