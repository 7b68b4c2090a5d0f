using Navarch.Api.Validation;

namespace Navarch.ApiServer.Responses;

/// <summary>Single faults of fields, for the rules that only the server can check.</summary>
internal static class Faults
{
    /// <summary>A value that the rules of the field refuse.</summary>
    public static FieldError Invalid(string field, string value, string detail) =>
        new(FieldErrorType.Invalid, field, $"Invalid value: \"{value}\": {detail}");

    /// <summary>A number that the rules of the field refuse.</summary>
    public static FieldError Invalid(string field, long value, string detail) =>
        new(FieldErrorType.Invalid, field, $"Invalid value: {value}: {detail}");

    /// <summary>A list that the rules of the field refuse.</summary>
    public static FieldError Invalid(string field, IEnumerable<string> values, string detail) =>
        new(FieldErrorType.Invalid, field, $"Invalid value: [{string.Join(",", values.Select(value => $"\"{value}\""))}]: {detail}");

    /// <summary>A text that is longer than so many bytes.</summary>
    public static FieldError TooLong(string field, int most) => new(FieldErrorType.TooLong, field, $"Too long: may not be more than {most} bytes");

    /// <summary>A field that may not be set here.</summary>
    public static FieldError Forbidden(string field, string detail) => new(FieldErrorType.Forbidden, field, $"Forbidden: {detail}");

    /// <summary>A field that must be set.</summary>
    public static FieldError Required(string field, string detail) =>
        new(FieldErrorType.Required, field, detail.Length > 0 ? $"Required value: {detail}" : "Required value");

    /// <summary>A value that is not one of those offered.</summary>
    public static FieldError NotSupported(string field, string value, params IEnumerable<string> supported) =>
        new(FieldErrorType.NotSupported, field, $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");
}
