using Navarch.Api;

namespace Navarch.Client.Caching;

/// <summary>An <see cref="ObjectCache"/> of a kind known at compile time.</summary>
/// <typeparam name="T">The kind's record.</typeparam>
public readonly struct Cache<T>(ObjectCache objects)
    where T : class, IKubernetesObject<T>
{
    /// <summary>The cache without its type.</summary>
    public ObjectCache Objects => objects;

    /// <summary>One object, or null.</summary>
    public T? Get(NamespacedName name) => (T?)objects.Get(name);

    /// <summary>One namespaced object, or null.</summary>
    public T? Get(string ns, string name) => Get(new NamespacedName(ns, name));

    /// <summary>Every object, in no order.</summary>
    public T[] All() => objects.All<T>();

    /// <summary>The objects of a namespace.</summary>
    public T[] InNamespace(string ns) => objects.InNamespace<T>(ns);

    /// <summary>The objects with an owner reference of that uid, whether it is the controller or not.</summary>
    public T[] OwnedBy(string uid) => objects.OwnedBy<T>(uid);

    /// <summary>The objects whose controller (the one owner reference with <c>controller: true</c>) has that uid.</summary>
    public T[] ControlledBy(string uid) => [.. objects.OwnedBy<T>(uid).Where(o => o.Metadata.OwnerReferences.Any(r => r.Controller == true && r.UID == uid))];

    /// <summary>The objects of a namespace that carry all these labels; no labels select nothing.</summary>
    public T[] WithLabels(string ns, ValueMap<string> labels)
    {
        if (labels.IsEmpty)
        {
            return [];
        }

        var first = labels.AsSpan()[0];
        var found = objects.WithLabel<T>(ns, first.Key, first.Value);
        return labels.Count == 1 ? found : [.. found.Where(o => LabelSelectors.Matches(labels, o.Metadata.Labels))];
    }

    /// <summary>The objects of a namespace that a selector matches; an empty selector matches all, null none.</summary>
    public T[] Select(string ns, LabelSelector? selector)
    {
        if (selector is null)
        {
            return [];
        }

        var candidates = selector.MatchLabels.IsEmpty ? InNamespace(ns) : WithLabels(ns, selector.MatchLabels);
        return selector.MatchExpressions.IsEmpty ? candidates : [.. candidates.Where(o => LabelSelectors.Matches(selector, o.Metadata.Labels))];
    }

    /// <summary>The objects for which <paramref name="keysOf"/> gives <paramref name="key"/>. The index is made at the first use of its name and kept.</summary>
    public T[] ByIndex(string index, string key, Func<T, IEnumerable<string>> keysOf) => objects.ByIndex(index, key, keysOf);
}
