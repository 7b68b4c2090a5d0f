using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Patches;

/// <summary>How applying a patch ended.</summary>
internal enum PatchStatus
{
    /// <summary>The document is patched.</summary>
    Patched,

    /// <summary>The patch itself is not one: a bad request.</summary>
    Malformed,

    /// <summary>The patch does not apply to this document: unprocessable.</summary>
    Inapplicable,

    /// <summary>The patch asks for more than one patch may.</summary>
    TooLarge,
}

/// <summary>The outcome of applying a patch.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Document">The patched document.</param>
/// <param name="Message">What is wrong; empty when patched.</param>
internal sealed record PatchOutcome(PatchStatus Status, JsonNode? Document, string Message)
{
    /// <summary>The patched document.</summary>
    public static PatchOutcome Patched(JsonNode? document) => new(PatchStatus.Patched, document, "");

    /// <summary>The patch itself is wrong.</summary>
    public static PatchOutcome Malformed(string message) => new(PatchStatus.Malformed, null, message);

    /// <summary>The patch asks for too much.</summary>
    public static PatchOutcome TooLarge(string message) => new(PatchStatus.TooLarge, null, message);

    /// <summary>The patch does not fit the document.</summary>
    public static PatchOutcome Inapplicable(string message) => new(PatchStatus.Inapplicable, null, message);
}
