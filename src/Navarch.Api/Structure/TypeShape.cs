namespace Navarch.Api.Structure;

/// <summary>What JSON a value of a type is.</summary>
public enum TypeShape
{
    /// <summary>A string, number, truth value, quantity, time...: <see cref="FieldType.Scalar"/> says which.</summary>
    Scalar,

    /// <summary>An object with declared fields: <see cref="FieldType.Fields"/>.</summary>
    Record,

    /// <summary>A list of <see cref="FieldType.Element"/>.</summary>
    List,

    /// <summary>An object whose keys are free and whose values are <see cref="FieldType.Element"/>.</summary>
    Map,

    /// <summary>Anything.</summary>
    Any,
}
