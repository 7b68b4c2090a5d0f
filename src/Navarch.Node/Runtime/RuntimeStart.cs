namespace Navarch.Node.Runtime;

/// <summary>How starting the container runtime went.</summary>
/// <param name="Problem">Null when it runs; otherwise what is wrong and what to do about it.</param>
/// <param name="Adopted">Whether a runtime left by an earlier process of this node was found running and taken over.</param>
/// <param name="Version">Name and version of the runtime; empty when it does not run.</param>
public sealed record RuntimeStart(string? Problem, bool Adopted, string Version)
{
    public bool Succeeded => Problem is null;

    internal static RuntimeStart Failed(string problem) => new(problem, Adopted: false, Version: "");
}
