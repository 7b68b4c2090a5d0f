namespace Navarch.ApiServer.Apply;

/// <summary>Who owns which fields of an object: <c>metadata.managedFields</c>, read and written.</summary>
internal sealed class FieldOwners
{
    private readonly List<FieldOwner> owners;

    private FieldOwners(List<FieldOwner> owners) => this.owners = owners;

    /// <summary>The owners.</summary>
    public IReadOnlyList<FieldOwner> All => owners;

    /// <summary>Reads an object's owners.</summary>
    public static FieldOwners Of(ObjectMeta metadata) => new(
        [.. metadata.ManagedFields.Select(e => new FieldOwner(e.Manager, e.Operation, e.Subresource, e.APIVersion, e.Time, FieldSet.Read(e.FieldsV1)))]);

    /// <summary>The owner of that name; null when it owns nothing yet.</summary>
    public FieldOwner? Find(string manager, string operation, string subresource) =>
        owners.Find(o => o.Manager == manager && o.Operation == operation && o.Subresource == subresource);

    /// <summary>Everybody but this owner.</summary>
    public IEnumerable<FieldOwner> Others(FieldOwner? owner) => owners.Where(o => !ReferenceEquals(o, owner));

    /// <summary>Puts an owner in the place of one of the same name, or adds it.</summary>
    public void Put(FieldOwner owner)
    {
        var at = owners.FindIndex(o => o.Manager == owner.Manager && o.Operation == owner.Operation && o.Subresource == owner.Subresource);
        if (at < 0)
        {
            owners.Add(owner);
        }
        else if (!owners[at].Fields.SameAs(owner.Fields) || owners[at].ApiVersion != owner.ApiVersion)
        {
            owners[at] = owner;
        }
    }

    /// <summary>The owners that own something, for the metadata.</summary>
    public ValueList<ManagedFieldsEntry> ToEntries() => owners
        .Where(o => !o.Fields.IsEmpty)
        .Select(o => new ManagedFieldsEntry
        {
            Manager = o.Manager,
            Operation = o.Operation,
            Subresource = o.Subresource,
            APIVersion = o.ApiVersion,
            Time = o.Time,
            FieldsType = "FieldsV1",
            FieldsV1 = o.Fields.ToFieldsV1(),
        })
        .ToValueList();
}

/// <summary>One owner of fields.</summary>
/// <param name="Manager">Its name.</param>
/// <param name="Operation"><c>Apply</c> or <c>Update</c>.</param>
/// <param name="Subresource">The subresource it wrote through, or empty.</param>
/// <param name="ApiVersion">The version at which its fields are named.</param>
/// <param name="Time">When its fields last changed.</param>
/// <param name="Fields">What it owns.</param>
internal sealed record FieldOwner(string Manager, string Operation, string Subresource, string ApiVersion, DateTimeOffset? Time, FieldSet Fields);
