using System.Text;
using System.Text.Json.Nodes;
using Navarch.Api.Json;
using Navarch.Api.Printing;

namespace Navarch.Api.Tests.Printing;

/// <summary>Every kind shows in tables as <c>tables.txt</c> says: which columns, and which cells for which object.</summary>
public sealed class EveryTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // Shown as the version they are stored at.
    private static readonly string[] StoredElsewhere = ["autoscaling/v1 HorizontalPodAutoscaler", "events.k8s.io/v1 Event"];

    private static readonly List<(string Kind, string Columns, List<(string Object, string Cells)> Rows)> Tables = [.. Read()];

    [Fact]
    public void Every_kind_that_can_be_listed_is_in_the_table() => Assert.Empty(KindRegistry.All
        .Where(k => k.IsServed && k.Verbs.Contains("list"))
        .Select(k => $"{k.ApiVersion} {k.Kind}")
        .Except(StoredElsewhere)
        .Except(Tables.Select(t => t.Kind)));

    [Fact]
    public void Columns_are_those_of_the_table()
    {
        var differences = Tables
            .Select(t => (t.Kind, Wanted: t.Columns, Has: Columns(KindOf(t.Kind))))
            .Where(c => c.Wanted != c.Has)
            .Select(c => $"{c.Kind}\n  has    {c.Has}\n  wanted {c.Wanted}").ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Cells_are_those_of_the_table()
    {
        var differences = Tables
            .SelectMany(t => t.Rows.Select(r => (t.Kind, r.Object, Wanted: Normal(r.Cells), Has: Cells(KindOf(t.Kind), r.Object))))
            .Where(c => c.Wanted != c.Has)
            .Select(c => $"{c.Kind} {c.Object}\n  has    {c.Has}\n  wanted {c.Wanted}").ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Every_column_is_described() => Assert.Empty(
        from kind in KindRegistry.All
        from column in ObjectTables.Columns(kind).Definitions
        where column.Description.Length == 0
        select $"{kind.Kind} {column.Name}");

    private static KindInfo KindOf(string text)
    {
        var (apiVersion, kind) = (text.Split(' ')[0], text.Split(' ')[1]);
        return KindRegistry.All.Single(k => k.ApiVersion == apiVersion && k.Kind == kind);
    }

    private static string Columns(KindInfo kind) => string.Join(" | ", ObjectTables.Columns(kind).Definitions.Select(c =>
        $"{(c.Priority == 1 ? "+" : "")}{c.Name}{(c.Format.Length == 0 ? "" : c.Format == "name" ? "!" : "?" + c.Format)}{(c.Type == "string" ? "" : ":" + c.Type)}"));

    private static string Cells(KindInfo kind, string json) =>
        Normal($"[{string.Join(',', ObjectTables.Columns(kind).Cells(ApiJson.Read(kind, Encoding.UTF8.GetBytes(json)), Now))}]");

    private static string Normal(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static IEnumerable<(string Kind, string Columns, List<(string Object, string Cells)> Rows)> Read()
    {
        using var stream = typeof(EveryTableTests).Assembly.GetManifestResourceStream("tables.txt")!;
        using var text = new StreamReader(stream);
        var lines = text.ReadToEnd().Split('\n').Where(l => l.Length > 0 && !l.StartsWith('#')).Select(l => l.Split(' ', 2)).ToList();
        for (var i = 0; i < lines.Count;)
        {
            var (kind, columns) = (lines[i][1], lines[i + 1][1]);
            var rows = new List<(string, string)>();
            for (i += 2; i < lines.Count && lines[i][0] == "object"; i += 2)
            {
                rows.Add((lines[i][1], lines[i + 1][1]));
            }

            yield return (kind, columns, rows);
        }
    }
}
