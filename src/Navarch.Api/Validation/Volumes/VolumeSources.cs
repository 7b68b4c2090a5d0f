using System.Diagnostics.CodeAnalysis;

namespace Navarch.Api.Validation;

/// <summary>Counts the sources of one volume as they are looked at: there must be one, and a second is told at its own field.</summary>
internal ref struct VolumeSources(FieldPath volume, ErrorList errors)
{
    private bool any;

    /// <summary>Where faults go.</summary>
    public readonly ErrorList Errors => errors;

    /// <summary>The path of a source.</summary>
    public readonly FieldPath Path(string name) => volume.Child(name);

    /// <summary>Whether the volume has this source.</summary>
    public bool Is<T>(T? source, string name, [NotNullWhen(true)] out T? given)
        where T : class
    {
        if (source is null)
        {
            given = null;
            return false;
        }

        given = source;
        if (any)
        {
            errors.Forbidden(volume.Child(name), "may not specify more than 1 volume type");
        }

        any = true;
        return true;
    }

    /// <summary>A source of which nothing but its presence is looked at.</summary>
    public void Count(object? source, string name) => _ = Is(source, name, out _);

    /// <summary>Tells when there was no source at all.</summary>
    public readonly void Finish()
    {
        if (!any)
        {
            errors.Required(volume, "must specify a volume type");
        }
    }
}
