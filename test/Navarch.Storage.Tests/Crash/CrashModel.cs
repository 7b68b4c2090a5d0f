namespace Navarch.Storage.Tests.Crash;

/// <summary>
/// What may be in a store after its process was killed, from what the process said before: of each key, the last
/// value known to be durable, or one written after it. A write that is not lazy and was acknowledged makes durable
/// itself and all with smaller revisions.
/// </summary>
public sealed class CrashModel
{
    private readonly Dictionary<string, List<(long Revision, string Id)>> acknowledged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Key, string Id, bool Lazy)> submitted = new(StringComparer.Ordinal);
    private readonly HashSet<string> counting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Revision, string Id)> found = new(StringComparer.Ordinal);
    private long durable;
    private long greatest;
    private int counted;
    private int foundCount;

    /// <summary>Acknowledged writes, of all runs.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Acknowledged writes of this run.</summary>
    public int AcknowledgedNow { get; private set; }

    /// <summary>Whether this run has opened the store.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>What was wrong; empty when nothing was.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Forgets what a run said that did not get as far as opening the store.</summary>
    public void StartRun()
    {
        found.Clear();
        IsOpen = false;
        AcknowledgedNow = 0;
    }

    /// <summary>Takes in a line the process said (see the writer's Program.cs).</summary>
    public void Read(string line)
    {
        string[] word = line.Split(' ');
        switch (word[0])
        {
            case "k":
                found[word[1]] = (long.Parse(word[2]), word[3]);
                break;
            case "n":
                foundCount = int.Parse(word[1]);
                break;
            case "o":
                Compare(long.Parse(word[1]));
                break;
            case "s":
                submitted[word[1]] = (word[2], word[3], word[4] == "1");
                break;
            case "a":
                submitted.Remove(word[1], out (string Key, string Id, bool Lazy) write);
                Of(write.Key).Add((long.Parse(word[2]), write.Id));
                Acknowledge(long.Parse(word[2]), write.Lazy);
                break;
            case "S":
                counting.Add(word[1]);
                break;
            case "A":
                counting.Remove(word[1]);
                counted++;
                Acknowledge(long.Parse(word[2]), lazy: false);
                break;
            case "C":
                counting.Remove(word[1]);
                break;
            default:
                Problems.Add(line);
                break;
        }
    }

    private List<(long Revision, string Id)> Of(string key)
    {
        if (!acknowledged.TryGetValue(key, out List<(long Revision, string Id)>? list))
        {
            acknowledged.Add(key, list = [(0, "-")]);
        }

        return list;
    }

    private void Acknowledge(long revision, bool lazy)
    {
        Acknowledged++;
        AcknowledgedNow++;
        greatest = Math.Max(greatest, revision);
        durable = lazy ? durable : Math.Max(durable, revision);
    }

    private void Compare(long revision)
    {
        if (revision < greatest)
        {
            Problems.Add($"the revision went back from {greatest} to {revision}");
        }

        if (foundCount < counted || foundCount > counted + counting.Count)
        {
            Problems.Add($"the counter is {foundCount}, with {counted} increments acknowledged and {counting.Count} under way");
        }

        foreach (string key in acknowledged.Keys.Union(found.Keys).Union(submitted.Values.Select(write => write.Key)).ToList())
        {
            CompareKey(key, revision);
        }

        greatest = revision;
        durable = revision;
        counted = foundCount;
        counting.Clear();
        submitted.Clear();
        IsOpen = true;
    }

    private void CompareKey(string key, long revision)
    {
        List<(long Revision, string Id)> history = Of(key);
        (long Revision, string Id) actual = found.GetValueOrDefault(key, (0, "-"));
        int lastDurable = history.FindLastIndex(write => write.Revision <= durable);
        List<(long Revision, string Id)> allowed = history[lastDurable..];
        bool asAcknowledged = allowed.Exists(write => write.Id == actual.Id && (write.Id == "-" || write.Revision == actual.Revision));
        bool underWay = submitted.Values.Any(write => write.Key == key && write.Id == actual.Id);
        if ((!asAcknowledged && !underWay) || actual.Revision > revision)
        {
            Problems.Add($"{key} is {actual} at revision {revision}, allowed: {string.Join(", ", allowed)}");
        }

        history.Clear();
        history.Add(actual);
    }
}
