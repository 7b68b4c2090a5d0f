namespace Navarch.ApiServer.Apply;

/// <summary>Who owns fields: a manager by one way of writing.</summary>
/// <param name="Manager">Its name.</param>
/// <param name="IsApply">Whether it applies; otherwise it creates, updates and patches.</param>
/// <param name="ApiVersion">The version it last wrote.</param>
/// <param name="Subresource">The subresource it writes; empty for the object.</param>
internal sealed record FieldOwner(string Manager, bool IsApply, string ApiVersion, string Subresource)
{
    private const string FieldsType = "FieldsV1";

    /// <summary>The fields owned.</summary>
    public FieldSet Fields { get; init; } = FieldSet.Empty;

    /// <summary>The fields as JSON, as far as that is at hand; empty otherwise.</summary>
    public RawJson Json { get; init; }

    /// <summary>When it last changed something.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The entry this was read from, as long as nothing changed.</summary>
    public ManagedFieldsEntry? Source { get; init; }

    /// <summary>The owner as conflicts name it.</summary>
    public string Shown
    {
        get
        {
            var who = Subresource.Length > 0 ? $"\"{Manager}\" with subresource \"{Subresource}\"" : $"\"{Manager}\"";
            return IsApply ? who : $"{who} using {ApiVersion}";
        }
    }

    /// <summary>Whether both are entries of the same manager writing in the same way. One that applies is the same in every version.</summary>
    public bool IsSameAs(FieldOwner other) =>
        Manager == other.Manager && IsApply == other.IsApply && Subresource == other.Subresource && (IsApply || ApiVersion == other.ApiVersion);

    /// <summary>Reads an entry; null when it is not one.</summary>
    public static FieldOwner? Read(ManagedFieldsEntry entry) =>
        entry.Operation is "Apply" or "Update" && entry.FieldsType is FieldsType or "" && FieldSetJson.Read(entry.FieldsV1) is { } fields
            ? new FieldOwner(entry.Manager, entry.Operation == "Apply", entry.APIVersion, entry.Subresource) { Fields = fields, Json = entry.FieldsV1, Time = entry.Time, Source = entry }
            : null;

    /// <summary>The entry as objects carry it.</summary>
    public ManagedFieldsEntry ToEntry() => Source ?? new ManagedFieldsEntry
    {
        Manager = Manager,
        Operation = IsApply ? "Apply" : "Update",
        APIVersion = ApiVersion,
        Time = Time,
        FieldsType = FieldsType,
        FieldsV1 = Json.IsEmpty ? FieldSetJson.Write(Fields) : Json,
        Subresource = Subresource,
    };

    /// <summary>The owner with other fields.</summary>
    public FieldOwner WithFields(FieldSet fields) => fields.SameAs(Fields) ? this : this with { Fields = fields, Json = default, Source = null };
}
