namespace Navarch.ApiServer.Apply;

/// <summary>The owners of an object's fields: what <c>metadata.managedFields</c> says, and the rules by which writes change it.</summary>
internal sealed class FieldOwners
{
    private const int MostUpdaters = 10;
    private const string OldUpdaters = "ancient-changes";

    private readonly IReadOnlyList<FieldOwner> owners;

    private FieldOwners(IReadOnlyList<FieldOwner> owners) => this.owners = owners;

    /// <summary>Nobody owns anything: ownership is not followed.</summary>
    public static FieldOwners None { get; } = new([]);

    /// <summary>Whether ownership is not followed.</summary>
    public bool IsEmpty => owners.Count == 0;

    /// <summary>All paths that somebody owns.</summary>
    public FieldSet All => owners.Aggregate(FieldSet.Empty, static (all, owner) => all.Union(owner.Fields.WithFieldsOnTheWay()));

    /// <summary>Reads an object's entries; nobody when one of them cannot be read.</summary>
    public static FieldOwners Read(ValueList<ManagedFieldsEntry> entries)
    {
        var read = new List<FieldOwner>(entries.Count);
        foreach (var entry in entries)
        {
            if (FieldOwner.Read(entry) is not { } owner)
            {
                return None;
            }

            read.Add(owner);
        }

        return new FieldOwners(read);
    }

    /// <summary>The entries in the order in which objects show them.</summary>
    public ValueList<ManagedFieldsEntry> ToEntries() => owners.Count == 1 ? [owners[0].ToEntry()] : owners
        .OrderBy(o => o.IsApply ? 0 : 1)
        .ThenBy(o => o.Time ?? DateTimeOffset.MinValue)
        .ThenBy(o => o.Manager, StringComparer.Ordinal)
        .ThenBy(o => o.ApiVersion, StringComparer.Ordinal)
        .ThenBy(o => o.Subresource, StringComparer.Ordinal)
        .Select(o => o.ToEntry())
        .ToValueList();

    /// <summary>The fields that one owner has.</summary>
    public FieldSet FieldsOf(FieldOwner who) => owners.FirstOrDefault(o => o.IsSameAs(who))?.Fields ?? FieldSet.Empty;

    /// <summary>After an update: what it set belongs to the updater alone, what it removed to nobody.</summary>
    public FieldOwners Updated(FieldOwner who, FieldComparison change, DateTimeOffset now)
    {
        var set = change.Set;
        var gone = set.Union(change.Removed);
        var next = new List<FieldOwner>(owners.Count + 1);
        who = who with { Fields = set, Time = now };
        foreach (var owner in owners)
        {
            if (owner.IsSameAs(who))
            {
                who = owner.WithFields(owner.Fields.Except(change.Removed).Union(set)) with { Time = now, Source = null };
            }
            else
            {
                Keep(next, owner.WithFields(owner.Fields.Except(gone)));
            }
        }

        Keep(next, who);
        return new FieldOwners(Capped(next));
    }

    /// <summary>The fields of others that an apply changes, by owner, but for those it may take.</summary>
    public IReadOnlyList<(FieldOwner Owner, FieldSet Fields)> Conflicts(FieldOwner who, FieldComparison change, FieldSet mayTake)
    {
        var set = change.Set.Except(mayTake);
        return [.. owners.Where(o => !o.IsSameAs(who)).Select(o => (o, o.Fields.Intersect(set))).Where(c => !c.Item2.IsEmpty)];
    }

    /// <summary>With what an owner applies now in place of what it applied before.</summary>
    public FieldOwners WithApplied(FieldOwner who, FieldSet applied)
    {
        var before = owners.FirstOrDefault(o => o.IsSameAs(who));
        var now = before is not null && before.ApiVersion == who.ApiVersion ? before.WithFields(applied) : who with { Fields = applied };
        return new FieldOwners([.. owners.Where(o => !o.IsSameAs(who)), now]);
    }

    /// <summary>After an apply: others lose what it changed and what is gone.</summary>
    public FieldOwners AfterApply(FieldOwner who, FieldComparison change, DateTimeOffset now)
    {
        var gone = change.Set.Union(change.Removed);
        var next = new List<FieldOwner>(owners.Count);
        foreach (var owner in owners)
        {
            var mine = owner.IsSameAs(who);
            var left = owner.WithFields(owner.Fields.Except(mine ? change.Removed : gone));
            Keep(next, mine && (!change.IsSame || left.Source is null) ? left with { Time = now, Source = null } : left);
        }

        return new FieldOwners(next);
    }

    private static void Keep(List<FieldOwner> list, FieldOwner owner)
    {
        if (!owner.Fields.IsEmpty)
        {
            list.Add(owner);
        }
    }

    /// <summary>Of many updaters the oldest become one.</summary>
    private static List<FieldOwner> Capped(List<FieldOwner> owners)
    {
        if (owners.Count <= MostUpdaters)
        {
            return owners;
        }

        var updaters = owners.Where(o => !o.IsApply).OrderBy(o => o.Time).ToList();
        if (updaters.Count <= MostUpdaters)
        {
            return owners;
        }

        var old = updaters.Take(updaters.Count - MostUpdaters + 1).ToHashSet(ReferenceEqualityComparer.Instance);
        var oldest = updaters.Where(old.Contains).ToList();
        var merged = oldest.GroupBy(o => o.ApiVersion, StringComparer.Ordinal).Select(g => new FieldOwner(OldUpdaters, false, g.Key, "")
        {
            Fields = g.Aggregate(FieldSet.Empty, static (all, o) => all.Union(o.Fields)),
            Time = g.Max(o => o.Time),
        });
        return [.. owners.Where(o => !old.Contains(o)), .. merged];
    }
}
