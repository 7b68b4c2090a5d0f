namespace Navarch.Api.Validation;

/// <summary>What is wrong with a field; the names are the API's reasons without <c>FieldValue</c>.</summary>
public enum FieldErrorType
{
    /// <summary>It must be given.</summary>
    Required,

    /// <summary>Its value breaks a rule.</summary>
    Invalid,

    /// <summary>Its value is none of those allowed.</summary>
    NotSupported,

    /// <summary>Its value is there already.</summary>
    Duplicate,

    /// <summary>It must not be given, or not be given now.</summary>
    Forbidden,

    /// <summary>Its value is too long.</summary>
    TooLong,

    /// <summary>It has too many items.</summary>
    TooMany,

    /// <summary>Its value is of another type.</summary>
    TypeInvalid,

    /// <summary>What it names is not there.</summary>
    NotFound,
}
