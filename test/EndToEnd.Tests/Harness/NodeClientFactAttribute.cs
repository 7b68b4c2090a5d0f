namespace EndToEnd.Tests.Harness;

/// <summary>A cluster test whose client is a program of Node.js: skipped, and counted as such, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeClientFactAttribute : FactAttribute
{
    /// <summary>Decides when the test is found.</summary>
    public NodeClientFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Running containers needs root.";
        }
        else if (!IsOnPath("node") || !IsOnPath("npm"))
        {
            Skip = "Node.js and npm are missing.";
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
