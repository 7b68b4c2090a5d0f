using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Api.Printing;

namespace Navarch.Api.Tests.Printing;

public class ObjectTablesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(121, "2m1s")]
    [InlineData(600, "10m")]
    [InlineData(10799, "179m")]
    [InlineData(10800, "3h")]
    [InlineData(10860, "3h1m")]
    [InlineData(86400, "24h")]
    [InlineData(172800, "2d")]
    [InlineData(176400, "2d1h")]
    [InlineData(864000, "10d")]
    [InlineData(63072000, "2y")]
    public void Ages_are_short(long seconds, string text) => Assert.Equal(text, Ages.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_running_pod_shows_its_readiness_and_place()
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "p", CreationTimestamp = Now.AddSeconds(-90) },
            Spec = new() { Containers = [new() { Name = "a" }, new() { Name = "b" }], NodeName = "n1" },
            Status = new()
            {
                Phase = PodPhases.Running,
                PodIPs = [new() { IP = "10.0.0.1" }],
                ContainerStatuses =
                [
                    new() { Name = "a", Ready = true, State = new() { Running = new() } },
                    new() { Name = "b", RestartCount = 3, State = new() { Waiting = new() { Reason = "CrashLoopBackOff" } }, LastTerminationState = new() { Terminated = new() { FinishedAt = Now.AddSeconds(-30) } } },
                ],
            },
        };
        Assert.Equal(
            """["p","1/2","CrashLoopBackOff","3 (30s ago)","90s","10.0.0.1","n1","<none>","<none>"]""",
            $"[{string.Join(',', ObjectTables.Columns(Pod.Info).Cells(pod, Now))}]");
    }

    [Fact]
    public void Every_kind_has_columns_that_fit_an_empty_object()
    {
        foreach (var kind in KindRegistry.All)
        {
            var report = new DecodeReport();
            var obj = ApiJson.Read(kind, "{}"u8, report)!;
            var columns = ObjectTables.Columns(kind);
            Assert.Equal(columns.Definitions.Count, columns.Cells(obj, Now).Count);
        }
    }
}
