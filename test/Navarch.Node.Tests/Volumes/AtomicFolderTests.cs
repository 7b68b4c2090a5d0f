using Navarch.Node.Volumes;

namespace Navarch.Node.Tests.Volumes;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("navarch-atomic-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_change_all_at_once_and_unchanged_ones_are_left_alone()
    {
        Assert.True(Write(("a", "1"), ("d/b", "2")));
        Assert.Equal(("1", "2"), (Read("a"), Read("d/b")));
        var before = new DirectoryInfo(Path.Combine(folder, "..data")).LinkTarget;
        Assert.False(Write(("a", "1"), ("d/b", "2")));
        Assert.Equal(before, new DirectoryInfo(Path.Combine(folder, "..data")).LinkTarget);
        Assert.True(Write(("a", "3"), ("c", "4")));
        Assert.Equal(("3", "4"), (Read("a"), Read("c")));
        Assert.False(Path.Exists(Path.Combine(folder, "d")));
        Assert.Equal(["..data", "a", "c"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Where(n => !n!.StartsWith("..2", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private bool Write(params (string Path, string Text)[] files) => AtomicFolder.Write(
        folder, files.ToDictionary(f => f.Path, f => new VolumeFile(System.Text.Encoding.UTF8.GetBytes(f.Text), ObjectFiles.UsualMode)), null, TimeProvider.System);

    private string Read(string path) => File.ReadAllText(Path.Combine(folder, path));
}
