using Navarch.Logging;

namespace Navarch.Tests.Cluster;

public sealed class BoundedLogFileTests
{
    [Fact]
    public void A_log_keeps_to_its_bound_and_its_latest_lines()
    {
        var directory = Directory.CreateTempSubdirectory("navarch-log").FullName;
        var path = Path.Combine(directory, "navarch.log");
        using (var log = new BoundedLogFile(path, maxBytes: 1000))
        {
            for (var i = 0; i < 200; i++)
            {
                log.Write($"line {i:D4}\n");
            }
        }

        Assert.EndsWith("line 0199\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(directory), file => Assert.InRange(new FileInfo(file).Length, 1, 1020));
        Assert.Equal(2, Directory.GetFiles(directory).Length);
        Directory.Delete(directory, recursive: true);
    }
}
