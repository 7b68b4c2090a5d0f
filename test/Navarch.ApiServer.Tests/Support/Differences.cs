namespace Navarch.ApiServer.Tests.Support;

/// <summary>Shows all differences in a failure, where xunit would cut them short.</summary>
internal static class Differences
{
    public static void AssertNone(IEnumerable<string> differences)
    {
        var all = differences.ToList();
        Assert.True(all.Count == 0, $"{all.Count} differences:\n{string.Join('\n', all)}");
    }
}
