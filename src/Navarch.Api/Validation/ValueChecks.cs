namespace Navarch.Api.Validation;

/// <summary>The checks the generated code asks for: a path is made only where something is wrong.</summary>
internal static class ValueChecks
{
    public static void OneOf(FieldPath path, string name, string value, IReadOnlyList<string> allowed, ErrorList errors)
    {
        if (value.Length > 0)
        {
            OptionalOf(path, name, value, allowed, errors);
        }
    }

    public static void RequiredOf(FieldPath path, string name, string value, IReadOnlyList<string> allowed, ErrorList errors)
    {
        if (value.Length == 0 && !Contains(allowed, ""))
        {
            errors.Required(path.Child(name));
        }
        else
        {
            OneOf(path, name, value, allowed, errors);
        }
    }

    public static void OptionalOf(FieldPath path, string name, string? value, IReadOnlyList<string> allowed, ErrorList errors)
    {
        if (value is not null && !Contains(allowed, value))
        {
            errors.NotSupported(path.Child(name), value, allowed);
        }
    }

    public static void EachOf(FieldPath path, string name, ValueList<string> values, IReadOnlyList<string> allowed, ErrorList errors)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!Contains(allowed, values[i]))
            {
                errors.NotSupported(path.Child(name).Index(i), values[i], allowed);
            }
        }
    }

    public static void Given(FieldPath path, string name, string? value, ErrorList errors)
    {
        if (value is not { Length: > 0 })
        {
            errors.Required(path.Child(name));
        }
    }

    public static void Given<T>(FieldPath path, string name, ValueList<T> values, ErrorList errors)
    {
        if (values.IsEmpty)
        {
            errors.Required(path.Child(name));
        }
    }

    public static void Bounds(FieldPath path, string name, long? value, long least, long most, ErrorList errors)
    {
        if (value < least || value > most)
        {
            if (most == long.MaxValue)
            {
                errors.AtLeast(path.Child(name), value, least);
            }
            else
            {
                errors.InRange(path.Child(name), value, least, most);
            }
        }
    }

    private static bool Contains(IReadOnlyList<string> allowed, string value)
    {
        for (var i = 0; i < allowed.Count; i++)
        {
            if (allowed[i] == value)
            {
                return true;
            }
        }

        return false;
    }
}
