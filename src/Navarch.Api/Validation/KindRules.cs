namespace Navarch.Api.Validation;

/// <summary>What is checked of the objects of one kind, beyond metadata and what the schema alone can tell.</summary>
/// <param name="Always">The rules of every object of the kind, new or changed.</param>
/// <param name="New">The further rules of a new object.</param>
/// <param name="Update">The further rules of a change: the object, the stored one.</param>
/// <param name="Status">The rules of a changed status: the object, the stored one.</param>
/// <param name="Warnings">What the writer is told though the object is good: the object, and the stored one or null.</param>
internal sealed record KindRules(
    Action<IKubernetesObject, ErrorList> Always,
    Action<IKubernetesObject, ErrorList>? New,
    Action<IKubernetesObject, IKubernetesObject, ErrorList>? Update,
    Action<IKubernetesObject, IKubernetesObject, ErrorList>? Status,
    Func<IKubernetesObject, IKubernetesObject?, IEnumerable<string>>? Warnings)
{
    /// <summary>The rules of a kind, over its own record.</summary>
    public static KindRules For<T>(
        Action<T, ErrorList> always,
        Action<T, T, ErrorList>? update = null,
        Action<T, T, ErrorList>? status = null,
        Action<T, ErrorList>? fresh = null,
        Func<T, T?, IEnumerable<string>>? warnings = null)
        where T : class, IKubernetesObject => new(
            (o, e) => always((T)o, e),
            fresh is null ? null : (o, e) => fresh((T)o, e),
            update is null ? null : (o, old, e) => update((T)o, (T)old, e),
            status is null ? null : (o, old, e) => status((T)o, (T)old, e),
            warnings is null ? null : (o, old) => warnings((T)o, (T?)old));
}
