using Navarch.Storage.Engine;

namespace Navarch.Storage.Tests;

/// <summary>The persistent map against an ordinary sorted one.</summary>
public sealed class EntryTreeTests
{
    [Theory]
    [InlineData(1, 40, 2_000)]
    [InlineData(2, 3_000, 12_000)]
    [InlineData(3, 200_000, 6_000)]
    public void It_does_what_a_sorted_dictionary_does_and_old_versions_stay(int seed, int names, int steps)
    {
        var random = new Random(seed);
        var expected = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
        EntryTree tree = EntryTree.Empty;
        var versions = new List<(EntryTree Tree, Entry[] Entries)>();
        for (int step = 0; step < steps; step++)
        {
            // The map grows in the first half and shrinks in the second.
            string name = $"ns{random.Next(5)}/{random.Next(names)}";
            if (random.Next(10) < (step < steps / 2 ? 8 : 2))
            {
                var entry = new Entry(new StoreKey("b", name), default, 1, step);
                expected[name] = entry;
                tree = tree.Set(entry);
            }
            else
            {
                expected.Remove(step < steps / 2 || expected.Count == 0 ? name : name = expected.Keys.ElementAt(random.Next(expected.Count)));
                tree = tree.Remove(name);
            }

            Assert.Equal(expected.Count, tree.Count);
            Assert.Same(expected.GetValueOrDefault(name), tree.Find(name));
            if (step % (steps / 20) == 0)
            {
                versions.Add((tree, [.. expected.Values]));
                Compare(tree, expected, random);
            }
        }

        foreach ((EntryTree old, Entry[] entries) in versions)
        {
            Assert.Equal(entries, old.Range("", ""));
        }
    }

    [Fact]
    public void It_can_be_emptied()
    {
        EntryTree tree = EntryTree.Empty;
        for (int i = 0; i < 5_000; i++)
        {
            tree = tree.Set(new Entry(new StoreKey("b", $"{i:00000}"), default, 1, i));
        }

        Assert.Equal(5_000, tree.Range("", "").Count());
        for (int i = 4_999; i >= 0; i--)
        {
            tree = tree.Remove($"{i * 7 % 5_000:00000}");
            Assert.Equal(i, tree.Count);
        }

        Assert.Empty(tree.Range("", ""));
    }

    private static void Compare(EntryTree tree, SortedDictionary<string, Entry> expected, Random random)
    {
        Assert.Equal(expected.Values, tree.Range("", ""));
        for (int i = 0; i < 20; i++)
        {
            string prefix = random.Next(3) switch { 0 => "", 1 => $"ns{random.Next(6)}/", _ => $"ns{random.Next(5)}/{random.Next(30)}" };
            string after = random.Next(2) == 0 ? "" : $"ns{random.Next(6)}/{random.Next(3_000)}";
            Entry[] range =
            [
                .. expected.Values.Where(entry => entry.Key.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(entry.Key.Name, after) > 0),
            ];
            Assert.Equal(range, tree.Range(prefix, after));
            Assert.Equal(range.Length, tree.CountRange(prefix, after));
        }
    }
}
