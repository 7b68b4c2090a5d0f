namespace Navarch.ApiServer.Fairness;

/// <summary>
/// Shuffle sharding: a flow is dealt a hand of queues, always the same one, as if from a pack of cards. Two flows rarely hold the
/// same hand, so that a heavy flow leaves nearly every light one a queue of its own.
/// </summary>
internal static class ShuffleSharding
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The number of a flow: the same for the same schema and distinguisher in every process.</summary>
    public static ulong FlowOf(string schema, string distinguisher)
    {
        var hash = Offset;
        foreach (var c in schema)
        {
            hash = (hash ^ c) * Prime;
        }

        // A character no name has: "a" + "bc" is another flow than "ab" + "c".
        hash = (hash ^ 0xFFFF) * Prime;
        foreach (var c in distinguisher)
        {
            hash = (hash ^ c) * Prime;
        }

        // The last characters must reach all bits: the hand is dealt from them all.
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    /// <summary>Deals a hand: as many different queues, out of <paramref name="queues"/>, as <paramref name="hand"/> has places.</summary>
    /// <param name="flow">The number of the flow.</param>
    /// <param name="queues">The number of queues; at least as many as the hand has places.</param>
    /// <param name="hand">Takes the indexes of the queues.</param>
    public static void Deal(ulong flow, int queues, Span<int> hand)
    {
        for (var i = 0; i < hand.Length; i++)
        {
            // The card at this place of what is left in the pack...
            var left = (ulong)(queues - i);
            var card = (int)(flow % left);
            flow /= left;

            // ...is found by stepping over the cards dealt before, which are kept in order.
            var at = 0;
            while (at < i && hand[at] <= card)
            {
                card++;
                at++;
            }

            for (var j = i; j > at; j--)
            {
                hand[j] = hand[j - 1];
            }

            hand[at] = card;
        }
    }
}
