namespace Navarch.Api.Printing;

/// <summary>A column of a kind's table.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Name">The heading.</param>
/// <param name="Value">The cell of an object at a time.</param>
/// <param name="Wide">Whether only <c>-o wide</c> shows it.</param>
/// <param name="Type">The type of the cells: <c>string</c>, <c>integer</c>, <c>date</c>.</param>
/// <param name="Format">More about the type: <c>name</c> marks the object's name.</param>
/// <param name="Description">A sentence for people.</param>
internal sealed record Column<T>(
    string Name, Func<T, DateTimeOffset, Cell> Value, bool Wide = false, string Type = "string", string Format = "", string Description = "")
    where T : class, IKubernetesObject
{
    /// <summary>A column whose cells do not depend on the time.</summary>
    public Column(string name, Func<T, Cell> value, bool wide = false, string type = "string", string description = "")
        : this(name, (o, _) => value(o), wide, type, "", description)
    {
    }
}
