using Navarch.Cluster;

namespace Navarch.Commands;

/// <summary>How commands end.</summary>
public static class CommandOutput
{
    /// <summary>The exit code of a command that did its work.</summary>
    public const int Done = 0;

    /// <summary>The exit code of a command that could not.</summary>
    public const int Refused = 1;

    /// <summary>Says what is wrong and how to mend it, on standard error.</summary>
    public static int Refuse(Problem problem)
    {
        Console.Error.WriteLine($"navarch: {problem}");
        return Refused;
    }
}
