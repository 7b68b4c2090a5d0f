namespace Navarch.Client;

/// <summary>The answer to a list of one kind.</summary>
/// <typeparam name="T">The kind's record.</typeparam>
/// <param name="ResourceVersion">The state the list shows; a watch from here misses nothing.</param>
/// <param name="Items">The objects, in name order.</param>
/// <param name="Continue">Where a limited list goes on; empty: this was all.</param>
public sealed record ObjectList<T>(string ResourceVersion, IReadOnlyList<T> Items, string Continue = "");
