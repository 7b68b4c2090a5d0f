namespace Navarch.Api;

/// <summary>Names one object of a kind; <see cref="Namespace"/> is empty for cluster-scoped kinds.</summary>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or the name alone for cluster-scoped kinds.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
