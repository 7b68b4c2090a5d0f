using Navarch.Client.Grpc.Cri;
using Navarch.Node.Containers;
using Navarch.Node.Volumes;

namespace Navarch.Node.Tests.Volumes;

public sealed class HostPathTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("navarch-hostpath-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Directory", "folder", null)]
    [InlineData("Directory", "file", "directory")]
    [InlineData("Directory", "none", "directory")]
    [InlineData("DirectoryOrCreate", "none", null)]
    [InlineData("File", "file", null)]
    [InlineData("File", "folder", "file")]
    [InlineData("FileOrCreate", "none", null)]
    [InlineData("Socket", "file", "socket file")]
    [InlineData("CharDevice", "/dev/null", null)]
    [InlineData("BlockDevice", "/dev/null", "block device")]
    [InlineData("", "none", null)]
    public void The_type_says_what_must_be_there(string type, string path, string? missing)
    {
        Directory.CreateDirectory(Path.Combine(folder, "folder"));
        File.WriteAllText(Path.Combine(folder, "file"), "");
        var full = Path.Combine(folder, path);
        Assert.Equal(missing is null ? null : $"hostPath type check failed: {full} is not a {missing}", HostPathVolume.Check(full, type));
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("link/etc", false)]
    [InlineData("link", false)]
    [InlineData("inner/x", true)]
    public void A_sub_path_is_made_when_missing_and_must_not_lead_out(string subPath, bool inside)
    {
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "/");
        Directory.CreateDirectory(Path.Combine(folder, "real"));
        File.CreateSymbolicLink(Path.Combine(folder, "inner"), "real");
        var mount = new Mount();
        var error = SubPaths.Resolve(new SubPathMount(mount, folder, subPath));
        Assert.Equal(inside, error is null);
        Assert.Equal(inside, mount.HostPath.StartsWith(folder + "/", StringComparison.Ordinal) && Directory.Exists(mount.HostPath));
    }
}
