namespace Navarch.Storage.Tests;

/// <summary>A test that needs root: skipped, in sight, for others.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    /// <summary>Skips the test for others than root.</summary>
    public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "needs root";
}
