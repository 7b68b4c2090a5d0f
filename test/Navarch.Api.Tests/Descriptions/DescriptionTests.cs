using Navarch.Api.Core.V1;
using Navarch.Api.Structure;

namespace Navarch.Api.Tests.Descriptions;

/// <summary>What <c>kubectl explain</c> tells: every kind, type and field of the schema has a sentence of its own.</summary>
public class DescriptionTests
{
    // What is longer does not fit beside its field in the schema, or says too much.
    private const int Longest = 180;

    private static readonly IReadOnlyList<(string Name, string Text)> All =
    [
        .. TypeStructure.Names.Order(StringComparer.Ordinal).Select(TypeStructure.Get)
            .SelectMany(t => t.Fields.Select(f => ($"{t.Name}.{f.Name}", f.Description)).Prepend((t.Name, t.Description))),
    ];

    [Fact]
    public void Every_kind_type_and_field_is_described()
    {
        Assert.Contains(All, d => d.Name == "core.v1.Pod");
        Assert.Contains(All, d => d.Name == "core.v1.PodSpec.containers");
        AssertNone(All.Where(d => d.Text.Length == 0).Select(d => d.Name));
    }

    [Fact]
    public void No_description_is_too_long() =>
        AssertNone(All.Where(d => d.Text.Length > Longest).Select(d => $"{d.Name} has {d.Text.Length} characters"));

    [Fact]
    public void A_description_is_one_line_of_whole_sentences() =>
        AssertNone(All.Where(d => d.Text.Length > 0 && (!d.Text.EndsWith('.') || d.Text.Any(char.IsControl) || d.Text.Contains("  ", StringComparison.Ordinal)))
            .Select(d => $"{d.Name}: {d.Text}"));

    [Fact]
    public void A_description_is_that_of_its_own_line()
    {
        Assert.StartsWith("Containers that run together", Pod.Structure.Description, StringComparison.Ordinal);
        Assert.Equal(
            ["What the pod should run, where, and how it ends.", "What is known of the pod; the node's agent and the scheduler write it."],
            Pod.Structure.Fields.Where(f => f.Name != "metadata").Select(f => f.Description));
        // What an included type lends keeps its text.
        Assert.Equal(
            TypeStructure.Get("core.v1.LocalObjectReference").Field("name")!.Description,
            TypeStructure.Get("core.v1.ConfigMapVolumeSource").Field("name")!.Description);
    }

    // An assertion of xunit's would name only the first few.
    private static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
