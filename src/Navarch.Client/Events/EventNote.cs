using Navarch.Api;

namespace Navarch.Client.Events;

/// <summary>Something worth telling the users about an object.</summary>
/// <param name="Regarding">The object.</param>
/// <param name="Type"><c>Normal</c> or <c>Warning</c>.</param>
/// <param name="Reason">Why, as one CamelCase word: <c>SuccessfulCreate</c>.</param>
/// <param name="Message">What happened, for people.</param>
public sealed record EventNote(IKubernetesObject Regarding, string Type, string Reason, string Message)
{
    /// <summary>The part of the object meant: <c>spec.containers{nginx}</c>; empty: all of it.</summary>
    public string FieldPath { get; init; } = "";

    /// <summary>Good or neutral news.</summary>
    public static EventNote Normal(IKubernetesObject regarding, string reason, string message) => new(regarding, "Normal", reason, message);

    /// <summary>Something went wrong.</summary>
    public static EventNote Warning(IKubernetesObject regarding, string reason, string message) => new(regarding, "Warning", reason, message);
}
