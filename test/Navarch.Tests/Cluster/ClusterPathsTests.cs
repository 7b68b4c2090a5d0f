using Navarch.Cluster;

namespace Navarch.Tests.Cluster;

public sealed class ClusterPathsTests
{
    [Theory]
    [InlineData("/var/lib/navarch", "navarch")]
    [InlineData("/var/lib/navarch/", "navarch")]
    [InlineData("/tmp/My Cluster", "navarch-my-cluster")]
    [InlineData("/srv/two", "navarch-two")]
    public void The_context_is_named_after_the_data_folder(string folder, string context) =>
        Assert.Equal(context, new ClusterPaths(folder).ContextName);

    [Fact]
    public void Another_folder_called_navarch_has_a_context_of_its_own() =>
        Assert.Equal($"navarch-{new ClusterPaths("/srv/navarch").Id}", new ClusterPaths("/srv/navarch").ContextName);

    [Fact]
    public void Clusters_share_nothing_global()
    {
        var one = new ClusterPaths("/srv/one");
        var two = new ClusterPaths("/srv/two");
        Assert.NotEqual(one.Id, two.Id);
        Assert.NotEqual(one.CgroupRoot, two.CgroupRoot);
        Assert.StartsWith("/srv/one/", one.StateFile, StringComparison.Ordinal);
    }
}
