using Navarch.Api.Fields;
using Navarch.Api.Json;
using Navarch.Api.Structure;

namespace Navarch.Api;

/// <summary>Reads an object of a kind at the reader's place.</summary>
public delegate IKubernetesObject KindReader(ref ApiReader reader);

/// <summary>Reads a merge patch onto an object of a kind: what the patch does not name is shared with that object.</summary>
public delegate IKubernetesObject KindMerger(ref ApiReader reader, IKubernetesObject onto);

/// <summary>A subresource: <c>status</c>, <c>scale</c>, <c>log</c>.</summary>
/// <param name="Name">The last segment of its path.</param>
/// <param name="Verbs">The verbs it serves.</param>
/// <param name="GroupVersionKind">The type of its body: the kind itself, <c>Scale</c>, <c>Binding</c>...</param>
public sealed record SubresourceInfo(string Name, IReadOnlyList<string> Verbs, GroupVersionKind GroupVersionKind);

/// <summary>What a kind is. One instance per kind, made by the generated code, so kinds compare by reference.</summary>
public sealed class KindInfo
{
    /// <summary>The verbs of an ordinary resource.</summary>
    public static readonly IReadOnlyList<string> AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The group, version and kind.</summary>
    public required GroupVersionKind GroupVersionKind { get; init; }

    /// <summary>The group, version and plural; the plural is empty when <see cref="IsServed"/> is false.</summary>
    public required GroupVersionResource GroupVersionResource { get; init; }

    /// <summary>Whether objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>The .NET type of the objects.</summary>
    public required Type ClrType { get; init; }

    /// <summary>Reads an object.</summary>
    public required KindReader Reader { get; init; }

    /// <summary>Reads a merge patch onto an object; null when the kind holds types that only their JSON can merge.</summary>
    public KindMerger? Merger { get; init; }

    /// <summary>Walks two states of an object for <see cref="FieldWalk.Compare"/>; null when the kind holds types that only their JSON can compare.</summary>
    public Action<FieldWalk, IKubernetesObject, IKubernetesObject>? Comparer { get; init; }

    /// <summary>Gives the first object with the second one's status; null when the kind has no status field.</summary>
    public Func<IKubernetesObject, IKubernetesObject, IKubernetesObject>? StatusCopier { get; init; }

    /// <summary>The name under which the structure is kept: <c>core.v1.Pod</c>.</summary>
    public required string StructureName { get; init; }

    /// <summary>Short names for people: <c>po</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The verbs of the resource itself.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>The subresources.</summary>
    public IReadOnlyList<SubresourceInfo> Subresources { get; init; } = [];

    /// <summary>The kind's name: <c>Pod</c>.</summary>
    public string Kind => GroupVersionKind.Kind;

    /// <summary>The group; empty for core.</summary>
    public string Group => GroupVersionKind.Group;

    /// <summary>The lower-case plural: <c>pods</c>.</summary>
    public string Resource => GroupVersionResource.Resource;

    /// <summary>The <c>apiVersion</c> of its objects.</summary>
    public string ApiVersion => GroupVersionKind.ApiVersion;

    /// <summary>The name of one: <c>pod</c>.</summary>
    public string Singular => GroupVersionKind.Kind.ToLowerInvariant();

    /// <summary>The kind of a list of them: <c>PodList</c>.</summary>
    public string ListKind => GroupVersionKind.Kind + "List";

    /// <summary>Whether the kind has a resource of its own; false for bodies of subresources such as <c>Scale</c>.</summary>
    public bool IsServed => GroupVersionResource.Resource.Length > 0;

    /// <summary>Whether there is a <c>status</c> subresource, so that ordinary writes leave the status alone.</summary>
    public bool HasStatus => Subresource("status") is not null;

    /// <summary>The fields with their merge rules, read on first use.</summary>
    public TypeStructure Structure => TypeStructure.Get(StructureName);

    /// <summary>The subresource of that name; null when there is none.</summary>
    public SubresourceInfo? Subresource(string name)
    {
        foreach (var subresource in Subresources)
        {
            if (subresource.Name == name)
            {
                return subresource;
            }
        }

        return null;
    }

    /// <summary>The resource as <c>pods</c> or <c>deployments.apps</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
