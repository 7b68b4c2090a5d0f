namespace Navarch.ApiServer.Resources.Core;

/// <summary>
/// Gives out numbers of a range, none twice. What is taken is counted by holder, so that a number whose object is written while its
/// predecessor is released stays taken. Starts from what the store holds: nothing else is kept.
/// </summary>
internal sealed class NumberAllocator(long first, long last, Random random)
{
    private readonly HashSet<long> taken = [];
    private readonly Lock gate = new();

    /// <summary>Marks a number as taken, whatever it was before: for what the store holds at the start.</summary>
    public void Mark(long number)
    {
        lock (gate)
        {
            taken.Add(number);
        }
    }

    /// <summary>Takes a given number; false when it is taken or outside the range.</summary>
    public bool TryTake(long number)
    {
        lock (gate)
        {
            return number >= first && number <= last && taken.Add(number);
        }
    }

    /// <summary>Takes any number, at random within the part kept for that, then anywhere; -1 when none is left.</summary>
    /// <param name="reserved">How many numbers at the start of the range are given only when nothing else is left: people ask for those by name.</param>
    public long TakeAny(long reserved)
    {
        lock (gate)
        {
            if (taken.Count > last - first)
            {
                return -1;
            }

            var from = Math.Min(first + reserved, last);
            var start = random.NextInt64(from, last + 1);
            for (var number = start; number <= last; number++)
            {
                if (taken.Add(number))
                {
                    return number;
                }
            }

            for (var number = start - 1; number >= first; number--)
            {
                if (taken.Add(number))
                {
                    return number;
                }
            }

            return -1;
        }
    }

    /// <summary>Gives a number back.</summary>
    public void Release(long number)
    {
        lock (gate)
        {
            taken.Remove(number);
        }
    }
}
