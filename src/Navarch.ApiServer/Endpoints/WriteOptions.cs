using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Navarch.Api.Validation;
using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Endpoints;

/// <summary>The options in the query of a create, update or patch, checked as a whole: a refusal names every fault. Those of a delete are in <see cref="DeleteOptionsRules"/>.</summary>
internal static class WriteOptions
{
    private const string Patch = "PatchOptions";

    /// <summary>The refusal of the options of a request, or null.</summary>
    public static Status? Check(HttpRequest request, string verb)
    {
        var kind = verb switch { "create" => "CreateOptions", "update" => "UpdateOptions", "patch" => Patch, _ => "" };
        if (kind.Length == 0 || request.Query.Count == 0 && kind != Patch)
        {
            return null;
        }

        var query = request.Query;
        var faults = new List<FieldError>();
        if (kind == Patch)
        {
            var isApply = BodyReader.MediaTypeOf(request.ContentType) == "application/apply-patch+yaml";
            CheckPatch(faults, isApply, query["fieldManager"].ToString(), query.ContainsKey("force"));
        }

        CheckManager(faults, query["fieldManager"].ToString());
        CheckDryRun(faults, query["dryRun"].ToArray());
        if (query["fieldValidation"].ToString() is not ("" or "Ignore" or "Warn" or "Strict") and var mode)
        {
            faults.Add(Faults.NotSupported("fieldValidation", mode, "", "Ignore", "Strict", "Warn"));
        }

        return Failures.InvalidOptions(kind, faults);
    }

    /// <summary>The refusal of the options of a patch from inside the process, or null.</summary>
    public static Status? Check(PatchBody patch)
    {
        var faults = new List<FieldError>();
        CheckPatch(faults, patch.Type == PatchType.Apply, patch.FieldManager, patch.Force);
        CheckManager(faults, patch.FieldManager);
        return Failures.InvalidOptions(Patch, faults);
    }

    /// <summary>Whether nothing may be kept.</summary>
    public static bool IsDryRun(HttpRequest request) => request.Query.Count > 0 && request.Query["dryRun"].Contains("All", StringComparer.Ordinal);

    /// <summary>The only value of <c>dryRun</c> is <c>All</c>.</summary>
    public static void CheckDryRun(List<FieldError> faults, IReadOnlyCollection<string?> values)
    {
        if (values.Any(v => v is not (null or "" or "All")))
        {
            var given = $"[]string{{{string.Join(", ", values.Select(v => $"\"{v}\""))}}}";
            faults.Add(new FieldError(FieldErrorType.NotSupported, "dryRun", $"Unsupported value: {given}: supported values: \"All\""));
        }
    }

    private static void CheckPatch(List<FieldError> faults, bool isApply, string manager, bool hasForce)
    {
        if (isApply && manager.Length == 0)
        {
            faults.Add(Faults.Required("fieldManager", "is required for apply patch"));
        }

        if (!isApply && hasForce)
        {
            faults.Add(Faults.Forbidden("force", "may not be specified for non-apply patch"));
        }
    }

    private static void CheckManager(List<FieldError> faults, string manager)
    {
        if (Encoding.UTF8.GetByteCount(manager) > FieldOwnership.LongestManager)
        {
            faults.Add(Faults.TooLong("fieldManager", FieldOwnership.LongestManager));
        }

        var at = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                faults.Add(Faults.Invalid("fieldManager", manager, $"value contains non-printable character U+{rune.Value:X4} (at position {at})"));
            }

            at += rune.Utf8SequenceLength;
        }
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
