namespace Navarch.Api.Json;

/// <summary>A value whose JSON type does not fit its field.</summary>
/// <param name="Path">The field: <c>spec.containers[0].image</c>.</param>
/// <param name="Expected">What the field takes: <c>string</c>, <c>int32</c>, <c>object</c>, <c>list</c>...</param>
/// <param name="Found">What was there, in JSON's words: <c>string</c>, <c>number</c>, <c>bool</c>, <c>object</c>, <c>array</c>.</param>
/// <param name="Detail">Why the value is wrong when its JSON type is right; empty otherwise.</param>
public sealed record DecodeError(string Path, string Expected, string Found, string Detail = "")
{
    /// <summary>One sentence for people.</summary>
    public override string ToString() => Detail.Length > 0 ? $"{Path}: {Detail}" : $"{Path}: expected {Expected}, found {Found}";
}

/// <summary>What a reader found amiss while reading one object. Unknown and doubled fields do no harm by themselves; errors do.</summary>
public sealed class DecodeReport
{
    // A document of megabytes may be nothing but faults: people read the first ones.
    private const int MostProblems = 100;
    private const int MostErrors = 10;

    private readonly List<(bool IsDuplicate, string Path)> problems = [];
    private readonly List<DecodeError> errors = [];
    private HashSet<(bool IsDuplicate, string Path)>? known;

    /// <summary>Paths of the fields the type does not have, in the order read; no more than a hundred problems are kept.</summary>
    public IReadOnlyList<string> UnknownFields => [.. problems.Where(p => !p.IsDuplicate).Select(p => p.Path)];

    /// <summary>Paths of the fields given more than once; the last value counts.</summary>
    public IReadOnlyList<string> DuplicateFields => [.. problems.Where(p => p.IsDuplicate).Select(p => p.Path)];

    /// <summary>What a strict reader refuses, in the order read and in upstream's words: unknown and doubled fields, each named once.</summary>
    public IEnumerable<string> StrictProblems => problems.Select(p => p.IsDuplicate ? $"duplicate field \"{p.Path}\"" : $"unknown field \"{p.Path}\"");

    /// <summary>The values that did not fit, the first ten of them; the fields keep their empty value.</summary>
    public IReadOnlyList<DecodeError> Errors => errors;

    /// <summary>The message of a syntax error; null when the JSON was well-formed.</summary>
    public string? SyntaxError { get; private set; }

    /// <summary>Whether an object was read: no syntax error and no value that did not fit.</summary>
    public bool IsSuccess => SyntaxError is null && errors.Count == 0;

    /// <summary>Whether a further problem would be kept: the path of one that is not need not be made.</summary>
    internal bool KeepsProblems => problems.Count < MostProblems;

    /// <summary>Whether a further error would be kept. There is at least one already when it would not.</summary>
    internal bool KeepsErrors => errors.Count < MostErrors;

    internal void AddUnknown(string path) => Add((false, path));

    /// <summary>Adds a field given more than once, be it in the document that the object was made from.</summary>
    public void AddDuplicate(string path) => Add((true, path));

    internal void AddError(DecodeError error) => errors.Add(error);

    private void Add((bool IsDuplicate, string Path) problem)
    {
        if ((known ??= []).Add(problem))
        {
            problems.Add(problem);
        }
    }

    internal void SetSyntaxError(string message) => SyntaxError = message;
}

/// <summary>An object that could not be read, where the caller gave no report to look at.</summary>
public sealed class DecodeException(DecodeReport report)
    : Exception(report.SyntaxError ?? (report.Errors.Count > 0 ? report.Errors[0].ToString() : "the object could not be read"))
{
    /// <summary>What was amiss.</summary>
    public DecodeReport Report { get; } = report;
}
