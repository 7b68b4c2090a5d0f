namespace Navarch.Api;

/// <summary>One condition on a field: <c>status.phase=Running</c>.</summary>
/// <param name="Field">The field's path.</param>
/// <param name="Value">The value compared with.</param>
/// <param name="IsEqual">Whether the field must have the value, or must not.</param>
public sealed record FieldRequirement(string Field, string Value, bool IsEqual);
