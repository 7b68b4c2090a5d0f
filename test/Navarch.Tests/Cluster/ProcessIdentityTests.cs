using System.Diagnostics;
using Navarch.Processes;

namespace Navarch.Tests.Cluster;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void A_process_is_told_from_a_later_one_with_its_number()
    {
        var self = ProcessIdentity.Current;
        Assert.True(self.IsAlive());
        Assert.False((self with { StartTicks = self.StartTicks - 1 }).IsAlive());
        Assert.False((self with { BootId = "another run of the machine" }).IsAlive());
        Assert.True(self.ResidentBytes() > 0);
    }

    [Fact]
    public async Task Ending_a_process_is_seen()
    {
        using var child = Process.Start("/bin/sleep", "60");
        var identity = ProcessIdentity.Of(child.Id);
        Assert.NotNull(identity);
        Assert.True(identity.Terminate());
        Assert.True(await identity.WaitForExitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None));
        Assert.False(identity.Kill());
    }
}
