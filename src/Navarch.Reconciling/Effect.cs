using Navarch.Api;
using Navarch.Client;
using Navarch.Client.Events;

namespace Navarch.Reconciling;

/// <summary>One thing a controller decided to do. Effects are carried out in order; neighbours of the same sort together.</summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>Told about the object when the effect succeeded; <c>{name}</c> in the message becomes the written object's name.</summary>
    public EventNote? OnSuccess { get; init; }

    /// <summary>Told about when the effect failed; <c>{error}</c> in the message becomes the reason.</summary>
    public EventNote? OnFailure { get; init; }

    /// <summary>
    /// Creates an object. Many neighbouring creates start slowly (1, 2, 4, ...) and stop at the first failure.
    /// </summary>
    /// <param name="Object">The object.</param>
    /// <param name="IfAbsent">Whether an object of that name that exists already is fine.</param>
    public sealed record Create(IKubernetesObject Object, bool IfAbsent = false) : Effect;

    /// <summary>Replaces an object, or its status; conflicts unless the resourceVersion is current.</summary>
    /// <param name="Object">The object as observed, with the changes.</param>
    /// <param name="Subresource">Empty, or <c>status</c>, <c>finalize</c>.</param>
    public sealed record Update(IKubernetesObject Object, string Subresource = "") : Effect;

    /// <summary>Changes an object by a patch.</summary>
    public sealed record Patch(KindInfo Kind, NamespacedName Name, PatchBody Body, string Subresource = "") : Effect;

    /// <summary>Deletes an object, but only if it is still the one observed (uid); an object that is gone is fine.</summary>
    /// <param name="Object">The object as observed.</param>
    public sealed record Delete(IKubernetesObject Object) : Effect
    {
        /// <summary>What happens to its dependents; null: the kind's default.</summary>
        public string? Propagation { get; init; }

        /// <summary>Seconds it gets to end; null: its own default.</summary>
        public long? GracePeriodSeconds { get; init; }

        /// <summary>Whether it must also be unchanged (resourceVersion) since it was observed.</summary>
        public bool OnlyIfUnchanged { get; init; }
    }

    /// <summary>Deletes every object of a kind in a namespace.</summary>
    public sealed record DeleteCollection(KindInfo Kind, string Namespace) : Effect;

    /// <summary>Records an event.</summary>
    public sealed record Tell(EventNote Note) : Effect;

    /// <summary>Replaces an object's status.</summary>
    public static Update UpdateStatus(IKubernetesObject obj) => new(obj, "status");
}
