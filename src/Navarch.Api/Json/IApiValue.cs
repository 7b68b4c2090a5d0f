using System.Text.Json;

namespace Navarch.Api.Json;

/// <summary>A type of the API that knows its JSON. Implemented by every generated record.</summary>
public interface IApiValue
{
    /// <summary>Writes the value with upstream's field order and rules for leaving out empty fields.</summary>
    void WriteJson(Utf8JsonWriter writer);
}

/// <summary>A type of the API that can be read from JSON.</summary>
/// <typeparam name="TSelf">The type.</typeparam>
public interface IApiValue<TSelf> : IApiValue
    where TSelf : class, IApiValue<TSelf>
{
    /// <summary>Reads the value the reader stands at; faults go to the reader's report.</summary>
    static abstract TSelf ReadJson(ref ApiReader reader);
}

/// <summary>A value that begins with <c>apiVersion</c> and <c>kind</c>, so it can stand alone in a body.</summary>
public interface IApiObject : IApiValue
{
    /// <summary>The group, version and kind.</summary>
    GroupVersionKind GroupVersionKind { get; }
}
