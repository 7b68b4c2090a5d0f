using Navarch.Scheduler.Plugins;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class NodePortsTests
{
    [Theory]
    [InlineData("", "TCP", 80, false)]
    [InlineData("10.0.0.2", "TCP", 80, true)]
    [InlineData("10.0.0.1", "TCP", 80, false)]
    [InlineData("10.0.0.1", "UDP", 80, true)]
    [InlineData("10.0.0.1", "TCP", 81, true)]
    public void A_port_is_free_unless_address_protocol_and_number_meet(string address, string protocol, int port, bool fits)
    {
        var node = Make.Cluster([Make.Node("n")], ("n", WithPort("x", "10.0.0.1", "TCP", 80))).Node("n")!;
        Assert.Equal(fits, new NodePorts().Filter(new(), new(WithPort("p", address, protocol, port)), node).IsSuccess);
    }

    private static Pod WithPort(string name, string address, string protocol, int port) => Make.Pod(name, spec: s => s with
    {
        Containers = [new() { Name = "main", Ports = [new() { HostIP = address, Protocol = protocol, HostPort = port }] }],
    });
}
