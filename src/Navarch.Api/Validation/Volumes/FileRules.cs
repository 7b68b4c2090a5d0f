using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for paths and modes of files in volumes.</summary>
internal static class FileRules
{
    private const int MostMode = 0x1FF;
    private const string ModeMessage = "must be a number between 0 and 0777 (octal), both inclusive";

    /// <summary>A relative path that stays below its folder.</summary>
    public static void Descending(string value, FieldPath at, string name, ErrorList errors)
    {
        if (value.StartsWith('/'))
        {
            errors.Invalid(at.Child(name), value, "must be a relative path");
        }

        if (HasBackstep(value))
        {
            errors.Invalid(at.Child(name), value, "must not contain '..'");
        }
    }

    /// <summary>A relative path that stays below its folder, and whose first part does not begin as the names that volumes keep for themselves.</summary>
    public static void Relative(string value, FieldPath at, string name, ErrorList errors)
    {
        Descending(value, at, name, errors);
        if (value.StartsWith("..", StringComparison.Ordinal) && !HasBackstep(value))
        {
            errors.Invalid(at.Child(name), value, "must not start with '..'");
        }
    }

    /// <summary>Whether a path leaves a folder upwards somewhere.</summary>
    public static bool HasBackstep(string path)
    {
        if (!path.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "..")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Permission bits.</summary>
    public static void Mode(int? mode, FieldPath at, string name, ErrorList errors)
    {
        if (mode is < 0 or > MostMode)
        {
            errors.Invalid(at.Child(name), mode, ModeMessage);
        }
    }

    /// <summary>Keys of a config map or secret, as files.</summary>
    public static void Items(ValueList<KeyToPath> items, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var (item, at) = (items[i], path.Child("items").Index(i));
            Relative(item.Path, at, "path", errors);

            Mode(item.Mode, at, "mode", errors);
        }
    }

    /// <summary>Fields of the pod, as files.</summary>
    public static void Items(ValueList<DownwardAPIVolumeFile> items, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var (item, at) = (items[i], path.Child("items").Index(i));
            Relative(item.Path, at, "path", errors);

            if (item.FieldRef is { } field)
            {
                FieldReferenceRules.ForFile(field, at.Child("fieldRef"), errors);
                if (item.ResourceFieldRef is not null)
                {
                    errors.Invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
                }
            }
            else if (item.ResourceFieldRef is { } resource)
            {
                FieldReferenceRules.Resource(resource, needsContainer: true, at.Child("resourceFieldRef"), errors);
            }
            else
            {
                errors.Required(at, "one of fieldRef and resourceFieldRef is required");
            }

            Mode(item.Mode, at, "mode", errors);
        }
    }
}
