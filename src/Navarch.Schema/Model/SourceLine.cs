namespace Navarch.Schema.Model;

/// <summary>Where in the schema something is written: for messages of the form <c>file(line): problem</c>.</summary>
/// <param name="File">The path below the schema folder.</param>
/// <param name="Line">Counted from one.</param>
internal readonly record struct SourceLine(string File, int Line)
{
    /// <summary>The form MSBuild turns into a clickable error.</summary>
    public string Problem(string message) => $"{File}({Line}): error NS0001: {message}";
}
