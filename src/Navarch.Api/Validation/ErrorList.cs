using System.Collections;
using System.Globalization;
using Navarch.Api.Json;

namespace Navarch.Api.Validation;

/// <summary>The faults found in an object, in the order found. The messages are upstream's: clients and people know them.</summary>
public sealed class ErrorList : IReadOnlyList<FieldError>
{
    private readonly List<FieldError> errors = [];

    /// <inheritdoc/>
    public int Count => errors.Count;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => errors.Count == 0;

    /// <inheritdoc/>
    public FieldError this[int index] => errors[index];

    /// <summary>The field must be given.</summary>
    public void Required(FieldPath field, string detail = "") => Add(FieldErrorType.Required, field, With("Required value", detail));

    /// <summary>The field must not be given.</summary>
    public void Forbidden(FieldPath field, string detail) => Add(FieldErrorType.Forbidden, field, With("Forbidden", detail));

    /// <summary>The field's value breaks a rule.</summary>
    public void Invalid(FieldPath field, object? value, string detail) => Add(FieldErrorType.Invalid, field, With($"Invalid value: {Show(value)}", detail));

    /// <summary>The field's value is of a type it may not have.</summary>
    public void TypeInvalid(FieldPath field, string type, string detail) => Add(FieldErrorType.TypeInvalid, field, With($"Invalid value: {Show(type)}", detail));

    /// <summary>The field's value is there already.</summary>
    public void Duplicate(FieldPath field, object? value) => Add(FieldErrorType.Duplicate, field, $"Duplicate value: {Show(value)}");

    /// <summary>What the field names is not there.</summary>
    public void NotFound(FieldPath field, object? value) => Add(FieldErrorType.NotFound, field, $"Not found: {Show(value)}");

    /// <summary>The field's value is longer than so many bytes.</summary>
    public void TooLong(FieldPath field, int most) => Add(FieldErrorType.TooLong, field, $"Too long: may not be more than {most} bytes");

    /// <summary>The field has more than so many items.</summary>
    public void TooMany(FieldPath field, int count, int most) => Add(FieldErrorType.TooMany, field, $"Too many: {count}: must have at most {most} items");

    /// <summary>The field's value is none of those supported.</summary>
    public void NotSupported(FieldPath field, string value, params IReadOnlyList<string> supported) => Add(
        FieldErrorType.NotSupported, field, $"Unsupported value: {Show(value)}: supported values: {string.Join(", ", supported.Order(StringComparer.Ordinal).Select(s => Show(s)))}");

    /// <summary>Some of the field's values are none of those supported.</summary>
    public void NotSupported(FieldPath field, ValueList<string> values, IReadOnlyList<string> supported) => Add(
        FieldErrorType.NotSupported, field, $"Unsupported value: {Show(values)}: supported values: {string.Join(", ", supported.Select(s => Show(s)))}");

    /// <summary>The field has a value that the rule finds a problem with; null means it is good.</summary>
    public void Check(FieldPath field, object? value, string? problem)
    {
        if (problem is not null)
        {
            Invalid(field, value, problem);
        }
    }

    /// <summary>A text field that keeps a rule when it is given; its path is made only where something is wrong.</summary>
    public void Check(FieldPath at, string name, string? value, Func<string, string?> rule)
    {
        if (value is { Length: > 0 } && rule(value) is { } problem)
        {
            Invalid(at.Child(name), value, problem);
        }
    }

    /// <summary>A text field that must be given, and keep a rule if there is one. True: it is given.</summary>
    public bool Needs(FieldPath at, string name, string? value, Func<string, string?>? rule = null)
    {
        if (value is not { Length: > 0 })
        {
            Required(at.Child(name));
            return false;
        }

        if (rule?.Invoke(value) is { } problem)
        {
            Invalid(at.Child(name), value, problem);
        }

        return true;
    }

    /// <summary>A field that must be absent. The detail says why.</summary>
    public void Absent(bool isAbsent, FieldPath at, string name, string detail)
    {
        if (!isAbsent)
        {
            Forbidden(at.Child(name), detail);
        }
    }

    /// <summary>A number must not be below zero.</summary>
    public void NotNegative(FieldPath field, long? value) => AtLeast(field, value, 0);

    /// <summary>A number field must not be below zero.</summary>
    public void NotNegative(FieldPath at, string name, long? value)
    {
        if (value < 0)
        {
            AtLeast(at.Child(name), value, 0);
        }
    }

    /// <summary>A number field must lie between two bounds, both allowed.</summary>
    public void InRange(FieldPath at, string name, long? value, long least, long most)
    {
        if (value < least || value > most)
        {
            InRange(at.Child(name), value, least, most);
        }
    }

    /// <summary>A number must not be below a bound.</summary>
    public void AtLeast(FieldPath field, long? value, long least)
    {
        if (value < least)
        {
            Invalid(field, value, $"must be greater than or equal to {least}");
        }
    }

    /// <summary>A number must lie between two bounds, both allowed.</summary>
    public void InRange(FieldPath field, long? value, long least, long most)
    {
        if (value < least || value > most)
        {
            Invalid(field, value, $"must be between {least} and {most}, inclusive");
        }
    }

    /// <summary>A value that cannot be changed must be the old one.</summary>
    public void Immutable<T>(FieldPath field, T value, T old)
    {
        if (!EqualityComparer<T>.Default.Equals(value, old))
        {
            Invalid(field, value, "field is immutable");
        }
    }

    /// <summary>A field that cannot be changed must be as it was.</summary>
    public void Immutable<T>(FieldPath at, string name, T value, T old)
    {
        if (!EqualityComparer<T>.Default.Equals(value, old))
        {
            Invalid(at.Child(name), value, "field is immutable");
        }
    }

    /// <summary>The causes as a status carries them.</summary>
    public ValueList<StatusCause> ToCauses() => [.. errors.Select(e => e.ToCause())];

    /// <summary>All faults in one sentence, as upstream joins them.</summary>
    public override string ToString() => errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";

    /// <inheritdoc/>
    public IEnumerator<FieldError> GetEnumerator() => errors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => errors.GetEnumerator();

    private void Add(FieldErrorType type, FieldPath field, string message) => errors.Add(new(type, field.ToString(), message));

    private static string With(string message, string detail) => detail.Length == 0 ? message : $"{message}: {detail}";

    private static string Show(object? value) => value switch
    {
        null => "null",
        RawJson json => json.ToString(),
        string text => RawJson.String(text).ToString(),
        bool truth => truth ? "true" : "false",
        IntOrString { IsString: true } text => RawJson.String(text.Text).ToString(),
        Quantity quantity => RawJson.String(quantity.ToString()).ToString(),
        IApiValue record => ApiJson.ToText(record),
        DateTimeOffset time => RawJson.String(ApiTime.Format(time)).ToString(),
        ValueMap<string> map => "{" + string.Join(",", map.Select(e => $"{Show(e.Key)}:{Show(e.Value)}")) + "}",
        IEnumerable items => "[" + string.Join(",", items.Cast<object>().Select(Show)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
