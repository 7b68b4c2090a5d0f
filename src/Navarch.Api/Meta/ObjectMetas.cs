namespace Navarch.Api;

/// <summary>Questions to an object's metadata, and small changes of it.</summary>
public static class ObjectMetas
{
    /// <summary>The object's namespace and name.</summary>
    public static NamespacedName NamespacedName(this IKubernetesObject obj) => new(obj.Metadata.Namespace, obj.Metadata.Name);

    /// <summary>Whether deletion was asked for.</summary>
    public static bool IsDeleting(this ObjectMeta metadata) => metadata.DeletionTimestamp is not null;

    /// <summary>Whether deletion was asked for.</summary>
    public static bool IsDeleting(this IKubernetesObject obj) => obj.Metadata.DeletionTimestamp is not null;

    /// <summary>The value of a label; "" when it is not there.</summary>
    public static string Label(this ObjectMeta metadata, string key) => metadata.Labels.TryGetValue(key, out var value) ? value : "";

    /// <summary>The value of an annotation; "" when it is not there.</summary>
    public static string Annotation(this ObjectMeta metadata, string key) => metadata.Annotations.TryGetValue(key, out var value) ? value : "";

    /// <summary>The metadata with a label set.</summary>
    public static ObjectMeta WithLabel(this ObjectMeta metadata, string key, string value) => metadata with { Labels = metadata.Labels.SetItem(key, value) };

    /// <summary>The metadata with an annotation set.</summary>
    public static ObjectMeta WithAnnotation(this ObjectMeta metadata, string key, string value) =>
        metadata with { Annotations = metadata.Annotations.SetItem(key, value) };

    /// <summary>Whether a finalizer is there.</summary>
    public static bool HasFinalizer(this ObjectMeta metadata, string finalizer) => metadata.Finalizers.AsSpan().Contains(finalizer);

    /// <summary>The metadata with a finalizer, added unless it is there.</summary>
    public static ObjectMeta WithFinalizer(this ObjectMeta metadata, string finalizer) =>
        metadata.HasFinalizer(finalizer) ? metadata : metadata with { Finalizers = metadata.Finalizers.Add(finalizer) };

    /// <summary>The metadata without a finalizer.</summary>
    public static ObjectMeta WithoutFinalizer(this ObjectMeta metadata, string finalizer) =>
        metadata.HasFinalizer(finalizer) ? metadata with { Finalizers = [.. metadata.Finalizers.Where(f => f != finalizer)] } : metadata;
}
