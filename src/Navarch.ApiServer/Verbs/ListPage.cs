namespace Navarch.ApiServer.Verbs;

/// <summary>One answer to a list.</summary>
/// <param name="Revision">The state it shows.</param>
/// <param name="Items">The entries, in the store's order.</param>
/// <param name="Continue">Where the list goes on; empty: this was all.</param>
/// <param name="Remaining">How many objects are left; null when selectors make it unknown.</param>
internal sealed record ListPage(long Revision, IReadOnlyList<Entry> Items, string Continue = "", long? Remaining = null);
