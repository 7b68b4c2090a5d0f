namespace Navarch.ApiServer.Responses;

/// <summary>One rule that a field breaks.</summary>
/// <param name="Field">The field's path: <c>spec.containers[0].name</c>.</param>
/// <param name="Reason">The machine-readable cause, e.g. <c>FieldValueInvalid</c>.</param>
/// <param name="Description">What is wrong, for people, starting with the kind of error: <c>Invalid value: ...</c>.</param>
internal sealed record FieldError(string Field, string Reason, string Description)
{
    /// <summary>A value that the rules of the field refuse.</summary>
    public static FieldError Invalid(string field, string value, string detail) =>
        new(field, "FieldValueInvalid", $"Invalid value: \"{value}\": {detail}");

    /// <summary>A field that may not be set here.</summary>
    public static FieldError Forbidden(string field, string detail) => new(field, "FieldValueForbidden", $"Forbidden: {detail}");

    /// <summary>A field that must be set.</summary>
    public static FieldError Required(string field, string detail) =>
        new(field, "FieldValueRequired", detail.Length > 0 ? $"Required value: {detail}" : "Required value");

    /// <summary>A value that is not one of those offered.</summary>
    public static FieldError NotSupported(string field, string value, params IEnumerable<string> supported) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    /// <summary>A reference to something that is not there.</summary>
    public static FieldError NotFound(string field, string value) => new(field, "FieldValueNotFound", $"Not found: \"{value}\"");

    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Description}";
}
