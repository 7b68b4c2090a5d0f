namespace Navarch.ApiServer.Apply;

/// <summary>The fields nobody owns: identity and what the server itself keeps.</summary>
internal static class UnownedFields
{
    private static readonly string[] InMetadata =
        ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"];

    /// <summary>Their paths.</summary>
    public static readonly FieldSet Set = FieldSet.Of(false,
    [
        ("f:apiVersion", FieldSet.Leaf),
        ("f:kind", FieldSet.Leaf),
        ("f:metadata", FieldSet.Of(false, [.. InMetadata.Select(name => (FieldElements.Field(name), FieldSet.Leaf))])),
    ]);
}
