using Navarch.Api;

namespace Navarch.Reconciling;

/// <summary>
/// A controller, declared: what it watches, how it observes one key, what it decides. The runtime does the rest.
/// Controllers are made by <see cref="Define{TObserved}"/> and its kin.
/// </summary>
public abstract class Controller
{
    private protected Controller(string name) => Name = name;

    /// <summary>The controller's name, as events and logs show it: <c>replicaset-controller</c>.</summary>
    public string Name { get; }

    /// <summary>The most keys it works on at once.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>How it waits after failures.</summary>
    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>
    /// A controller whose keys are object names.
    /// </summary>
    /// <typeparam name="TObserved">An immutable snapshot of all that a decision needs.</typeparam>
    /// <param name="name">The controller's name.</param>
    /// <param name="watches">Its inputs; every kind it observes must be among them.</param>
    /// <param name="observe">The snapshot for a key, from the caches; null when there is nothing to decide.</param>
    /// <param name="decide">The pure decision.</param>
    public static Controller<NamespacedName, TObserved> Define<TObserved>(
        string name,
        ValueList<Watch<NamespacedName>> watches,
        Func<NamespacedName, World, TObserved?> observe,
        Func<TObserved, DateTimeOffset, Decision> decide)
        where TObserved : class =>
        new(name, watches, (key, world, _) => ValueTask.FromResult(observe(key, world)), decide);

    /// <summary>A controller with keys of any sort, whose observation may have to ask the API.</summary>
    /// <typeparam name="TKey">The key.</typeparam>
    /// <typeparam name="TObserved">An immutable snapshot of all that a decision needs.</typeparam>
    /// <param name="name">The controller's name.</param>
    /// <param name="watches">Its inputs; every kind it observes from a cache must be among them.</param>
    /// <param name="observe">The snapshot for a key; null when there is nothing to decide.</param>
    /// <param name="decide">The pure decision.</param>
    public static Controller<TKey, TObserved> Define<TKey, TObserved>(
        string name,
        ValueList<Watch<TKey>> watches,
        Func<TKey, World, CancellationToken, ValueTask<TObserved?>> observe,
        Func<TObserved, DateTimeOffset, Decision> decide)
        where TKey : notnull
        where TObserved : class =>
        new(name, watches, observe, decide);

    internal abstract ControllerRun Prepare(ControllerRuntime runtime);
}

/// <summary>A controller with its types.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TObserved">The snapshot a decision is made on.</typeparam>
public sealed class Controller<TKey, TObserved> : Controller
    where TKey : notnull
    where TObserved : class
{
    internal Controller(
        string name,
        ValueList<Watch<TKey>> watches,
        Func<TKey, World, CancellationToken, ValueTask<TObserved?>> observe,
        Func<TObserved, DateTimeOffset, Decision> decide)
        : base(name)
    {
        Watches = watches;
        Observe = observe;
        Decide = decide;
    }

    /// <summary>The inputs.</summary>
    public ValueList<Watch<TKey>> Watches { get; }

    /// <summary>The snapshot for a key.</summary>
    public Func<TKey, World, CancellationToken, ValueTask<TObserved?>> Observe { get; }

    /// <summary>The pure decision.</summary>
    public Func<TObserved, DateTimeOffset, Decision> Decide { get; }

    /// <summary>Keys that are always there, though no object stands for them: the one key of a sweep.</summary>
    public ValueList<TKey> FixedKeys { get; private init; }

    /// <summary>This controller with a key that is always there.</summary>
    public Controller<TKey, TObserved> With(TKey fixedKey) =>
        new(Name, Watches, Observe, Decide) { Workers = Workers, Backoff = Backoff, FixedKeys = FixedKeys.Add(fixedKey) };

    internal override ControllerRun Prepare(ControllerRuntime runtime) => new ControllerRun<TKey, TObserved>(this, runtime);
}
