namespace EndToEnd.Tests.Harness;

/// <summary>A test that runs real containers: skipped, and counted as such, where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    /// <summary>Decides when the test is found.</summary>
    public ClusterFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Running containers needs root.";
        }
    }
}
