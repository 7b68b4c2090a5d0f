using Navarch.Api.Json;
using Navarch.Api.Validation;

namespace Navarch.Api;

/// <summary>An object of a kind that the API serves: it has metadata. Implemented by every generated kind.</summary>
public interface IKubernetesObject : IApiValue
{
    /// <summary>What the kind is: names, scope, subresources, structure, codecs.</summary>
    KindInfo KindInfo { get; }

    /// <summary>The object's metadata; never null.</summary>
    ObjectMeta Metadata { get; }

    /// <summary>This object with other metadata.</summary>
    IKubernetesObject WithMetadata(ObjectMeta metadata);

    /// <summary>Reports values outside closed enums and bounds, as the schema alone can tell; the status is left out.</summary>
    void CheckValues(FieldPath path, ErrorList errors);
}

/// <summary>An object whose kind is known at compile time: <c>T.Info</c> tells its kind.</summary>
/// <typeparam name="TSelf">The kind's record.</typeparam>
public interface IKubernetesObject<TSelf> : IKubernetesObject
    where TSelf : class, IKubernetesObject<TSelf>
{
    /// <summary>What the kind is: names, scope, subresources, structure, codecs.</summary>
    static abstract KindInfo Info { get; }

    /// <summary>This object with other metadata.</summary>
    new TSelf WithMetadata(ObjectMeta metadata);
}
