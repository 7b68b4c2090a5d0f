using System.Text.Json.Nodes;
using Navarch.Api.Defaulting;
using Navarch.Api.Json;
using Navarch.Api.Validation;

namespace Navarch.Api.Tests.Validation;

/// <summary>
/// A good object of a kind, and what is found when it is spoiled. Faults are written <c>field: Type</c> or <c>field: whole message</c>,
/// with <c>|</c> between them; an empty text means none. Defaults are filled in first, as the server does.
/// </summary>
/// <param name="kind">The kind.</param>
/// <param name="good">The good object, in YAML.</param>
internal sealed class DecisionTable(KindInfo kind, string good)
{
    /// <summary>The object with changes made, and defaults filled in.</summary>
    public IKubernetesObject With(string changes = "")
    {
        var document = Spoiling.Change(Spoiling.Parse(good)!, changes);
        document["metadata"]!["namespace"] ??= kind.Namespaced ? JsonValue.Create("default") : null;
        var report = new DecodeReport();
        var obj = ApiJson.Read(kind, System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()), report);
        Assert.NotNull(obj);
        Assert.Empty(report.UnknownFields);
        return Defaults.Apply(obj);
    }

    /// <summary>A new object with these changes has these faults.</summary>
    public void Creating(string changes, string faults) => Compare(faults, ObjectValidation.Validate(With(changes)));

    /// <summary>The good object changed like this has these faults.</summary>
    public void Updating(string changes, string faults) => Updating("", changes, faults);

    /// <summary>An object changed from one state to another, by itself or through a subresource, has these faults.</summary>
    public void Updating(string before, string after, string faults, string subresource = "") => Compare(
        faults,
        subresource.Length == 0 ? ObjectValidation.ValidateUpdate(With(after), With(before)) : ObjectValidation.ValidateUpdate(With(after), With(before), subresource));

    /// <summary>An object whose status changes from one state to another has these faults.</summary>
    public void UpdatingStatus(string before, string after, string faults) => Updating(before, after, faults, "status");

    /// <summary>A new object with these changes is good, but its writer is told this.</summary>
    public void Warning(string changes, params string[] warnings)
    {
        var obj = With(changes);
        Assert.Empty(ObjectValidation.Validate(obj));
        Assert.Equal(warnings, ObjectValidation.Warnings(obj, null));
    }

    private static void Compare(string expected, ErrorList found)
    {
        var wanted = expected.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var got = found.Select(e => wanted.Contains(e.ToString()) ? e.ToString() : $"{e.Field}: {e.Type}").Order(StringComparer.Ordinal);
        var whole = string.Join("\n", found.Select(e => e.ToString()));
        Assert.True(wanted.Order(StringComparer.Ordinal).SequenceEqual(got), $"expected:\n{string.Join("\n", wanted)}\nfound:\n{whole}");
    }
}
