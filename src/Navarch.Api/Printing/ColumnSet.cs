namespace Navarch.Api.Printing;

/// <summary>The columns of a kind.</summary>
/// <param name="Definitions">The headings.</param>
/// <param name="Cells">The cells of an object at a time, as many as there are headings.</param>
public sealed record ColumnSet(ValueList<TableColumnDefinition> Definitions, Func<IKubernetesObject, DateTimeOffset, ValueList<RawJson>> Cells)
{
    /// <summary>The columns of a kind.</summary>
    internal static ColumnSet Of<T>(params Column<T>[] columns)
        where T : class, IKubernetesObject => new(
            [.. columns.Select(c => new TableColumnDefinition
            {
                Name = c.Name, Type = c.Type, Format = c.Format, Description = c.Description, Priority = c.Wide ? 1 : 0,
            })],
            (obj, now) =>
            {
                var cells = new RawJson[columns.Length];
                for (var i = 0; i < columns.Length; i++)
                {
                    cells[i] = columns[i].Value((T)obj, now).Json;
                }

                return new(cells);
            });

    /// <summary>The object's name.</summary>
    internal static Column<T> Name<T>()
        where T : class, IKubernetesObject =>
        new("Name", (o, _) => o.Metadata.Name, Format: "name", Description: "Unique within a namespace for objects of one kind; cannot be changed.");

    /// <summary>The time since the object was made.</summary>
    internal static Column<T> Age<T>()
        where T : class, IKubernetesObject =>
        new("Age", (o, now) => Ages.Since(o.Metadata.CreationTimestamp, now), Description: "The time since the object was made.");

    /// <summary>The time the object was made.</summary>
    internal static Column<T> CreatedAt<T>()
        where T : class, IKubernetesObject =>
        new("Created At", (o, _) => o.Metadata.CreationTimestamp is { } time ? ApiTime.Format(time) : "", Type: "date", Description: "When the object was made.");
}
