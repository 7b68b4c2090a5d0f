using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests;

public sealed class BindingCycleTests
{
    [Fact]
    public async Task What_breaks_in_a_plugin_is_a_failed_binding_and_gives_back_what_was_reserved()
    {
        var reserved = new Reserved();
        var profile = new Profile("default-scheduler", [(new PrioritySort(), 0), (reserved, 0), (new Broken(), 0)]);
        var status = await new BindingCycle(profile).RunAsync(new(), new(Make.Pod("p")), "n", CancellationToken.None);
        Assert.Equal(PluginCode.Error, status.Code);
        Assert.Contains("out of order", status.Reason, StringComparison.Ordinal);
        Assert.Equal(0, reserved.Held);
    }

    private sealed class Reserved : IReservePlugin
    {
        public string Name => nameof(Reserved);

        public int Held { get; private set; } = -1;

        public PluginStatus Reserve(CycleState state, PodInfo pod, string nodeName)
        {
            Held = 1;
            return PluginStatus.Success;
        }

        public void Unreserve(CycleState state, PodInfo pod, string nodeName) => Held--;
    }

    private sealed class Broken : IBindPlugin
    {
        public string Name => nameof(Broken);

        public ValueTask<PluginStatus> BindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("out of order");
    }
}
