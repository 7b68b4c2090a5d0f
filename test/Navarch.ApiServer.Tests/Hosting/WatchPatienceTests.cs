using Navarch.ApiServer.Responses;

namespace Navarch.ApiServer.Tests.Hosting;

public sealed class WatchPatienceTests
{
    [Theory]
    [InlineData(0, 30)]
    [InlineData(4 * 1024, 30)]
    [InlineData(64 * 1024, 30)]
    [InlineData((64 * 1024) + 1, 60)]
    [InlineData(256 * 1024, 120)]
    public void Who_reads_slowly_is_given_time_for_what_it_was_sent(long bytes, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new WatchPatience(TimeSpan.FromSeconds(30), TimeProvider.System).For(bytes));
}
