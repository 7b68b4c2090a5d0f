using System.Net;
using Navarch.ApiServer.Resources.Services;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("10.96.0.0/12", "10.96.0.1", "10.111.255.254", 256)]
    [InlineData("192.168.7.0/28", "192.168.7.1", "192.168.7.14", 0)]
    [InlineData("192.168.7.0/24", "192.168.7.1", "192.168.7.254", 16)]
    [InlineData("fd00:1::/112", "fd00:1::1", "fd00:1::ffff", 256)]
    [InlineData("fd00:1::/64", "fd00:1::1", "fd00:1::3fff:ffff:ffff:ffff", 256)]
    public void It_gives_all_but_the_ends(string network, string first, string last, long reserved)
    {
        var range = new AddressRange(IPNetwork.Parse(network));
        Assert.Equal((first, last, reserved), (range.At(1), range.At(range.Last), range.Reserved));
        Assert.True(range.Contains(IPAddress.Parse(first)));
        Assert.True(range.Contains(IPAddress.Parse(last)));
        Assert.False(range.Contains(IPNetwork.Parse(network).BaseAddress));
        Assert.False(range.Contains(IPAddress.Parse(range.At(range.Last + 1))));
        Assert.False(range.Contains(IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("10.0.0.0/16,10.1.0.0/16")]
    [InlineData("10.0.0.0/16,fd00::/112,10.1.0.0/16")]
    [InlineData("nothing")]
    public void A_cluster_has_one_network_or_one_of_each_family(string networks) =>
        Assert.Throws<FormatException>(() => new ServiceRanges(networks));
}
