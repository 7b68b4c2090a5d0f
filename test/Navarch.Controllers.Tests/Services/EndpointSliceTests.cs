using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

public sealed class EndpointSliceTests
{
    private static readonly Service Web = new()
    {
        Metadata = new() { Namespace = "ns", Name = "web", UID = "s" },
        Spec = new() { ClusterIP = "10.96.0.9", Selector = ValueMap.Of(("app", "web")), Ports = [new() { Name = "http", Port = 80, TargetPort = "web" }] },
    };

    private static readonly Pod Ready = new()
    {
        Metadata = new() { Namespace = "ns", Name = "a", UID = "a" },
        Spec = new() { NodeName = "n1", Containers = [new() { Name = "c", Ports = [new() { Name = "web", Port = 8080 }] }] },
        Status = new() { Phase = "Running", PodIP = "10.0.0.1", PodIPs = [new() { IP = "10.0.0.1" }], Conditions = [new() { Type = "Ready", Status = "True" }] },
    };

    private static readonly Pod Unready = Ready with { Status = Ready.Status with { Conditions = default } };

    private static readonly Pod Leaving = Ready with { Metadata = Ready.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };

    /// <summary>Which pods become endpoints, and what their conditions say: ready, serving, terminating.</summary>
    public static TheoryData<string, Pod, bool, bool?[]?> Conditions => new()
    {
        { "ready", Ready, false, [true, true, false] },
        { "not ready", Unready, false, [false, false, false] },
        { "not ready but published", Unready, true, [true, false, false] },
        { "terminating and still serving", Leaving, false, [false, true, true] },
        { "ended", Ready with { Status = Ready.Status with { Phase = "Succeeded" } }, false, null },
        { "without an address", Ready with { Status = Ready.Status with { PodIP = "", PodIPs = default } }, false, null },
        { "without the named port", Ready with { Spec = Ready.Spec with { Containers = [new() { Name = "c" }] } }, false, null },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_pod_is_published_as_it_is(string what, Pod pod, bool publishNotReady, bool?[]? conditions)
    {
        var service = Web with { Spec = Web.Spec with { PublishNotReadyAddresses = publishNotReady } };

        var slice = Assert.IsType<EndpointSlice>(Assert.IsType<Effect.Create>(Assert.Single(Decide(service, [pod]))).Object);

        if (conditions is null)
        {
            Assert.True(slice.Endpoints.IsEmpty, what);
            return;
        }

        var endpoint = Assert.Single(slice.Endpoints.AsEnumerable());
        Assert.Equal(conditions, [endpoint.Conditions.Ready, endpoint.Conditions.Serving, endpoint.Conditions.Terminating]);
        Assert.Equal(("n1", "zone-1", "a"), (endpoint.NodeName, endpoint.Zone, endpoint.TargetRef?.Name));
        Assert.Equal(8080, slice.Ports[0].Port);
        Assert.Equal(EndpointSliceController.ManagedBy, slice.Metadata.Label("endpointslice.kubernetes.io/managed-by"));
    }

    [Fact]
    public void Many_pods_fill_slices_of_a_hundred()
    {
        var effects = Decide(Web, [.. Enumerable.Range(0, 250).Select(Numbered)]);

        Assert.Equal([100, 100, 50], effects.Select(SizeOf).OrderDescending());
    }

    [Fact]
    public void What_does_not_change_is_not_written()
    {
        var slices = Made(Decide(Web, [.. Enumerable.Range(0, 150).Select(Numbered)]));

        Assert.Empty(Decide(Web, [.. Enumerable.Range(0, 150).Select(Numbered)], slices));
    }

    [Fact]
    public void One_more_pod_changes_one_slice_and_one_less_too()
    {
        var slices = Made(Decide(Web, [.. Enumerable.Range(0, 150).Select(Numbered)]));

        Assert.Equal(51, SizeOf(Assert.IsType<Effect.Update>(Assert.Single(Decide(Web, [.. Enumerable.Range(0, 151).Select(Numbered)], slices)))));
        Assert.Equal(99, SizeOf(Assert.IsType<Effect.Update>(Assert.Single(Decide(Web, [.. Enumerable.Range(1, 149).Select(Numbered)], slices)))));
    }

    [Fact]
    public void Pods_with_other_port_numbers_get_slices_of_their_own()
    {
        var other = Numbered(7) with { Spec = Ready.Spec with { Containers = [new() { Name = "c", Ports = [new() { Name = "web", Port = 9090 }] }] } };

        var effects = Decide(Web, [Numbered(1), other]);

        Assert.Equal([8080, 9090], Made(effects).Select(s => s.Ports[0].Port!.Value).Order());
    }

    [Fact]
    public void Without_pods_one_empty_slice_stays()
    {
        var slices = Made(Decide(Web, [.. Enumerable.Range(0, 150).Select(Numbered)]));

        var effects = Decide(Web, [], slices);

        Assert.Single(effects.OfType<Effect.Delete>());
        Assert.Equal(0, SizeOf(Assert.Single(effects.OfType<Effect.Update>())));
        Assert.Empty(Decide(Web, [], Made(effects)));
    }

    [Theory]
    [InlineData("", "ClusterIP")]
    [InlineData("app", "ExternalName")]
    public void A_service_that_selects_nobody_is_left_alone(string selector, string type)
    {
        var service = Web with { Spec = Web.Spec with { Type = type, Selector = selector.Length > 0 ? ValueMap.Of((selector, "x")) : default } };

        Assert.Empty(Decide(service, [Ready]));
    }

    private static int SizeOf(Effect effect) => effect switch
    {
        Effect.Create create => ((EndpointSlice)create.Object).Endpoints.Count,
        Effect.Update update => ((EndpointSlice)update.Object).Endpoints.Count,
        _ => -1,
    };

    private static Pod Numbered(int number) => Ready with
    {
        Metadata = Ready.Metadata with { Name = $"p{number:000}", UID = $"p{number:000}" },
        Status = Ready.Status with { PodIP = $"10.1.0.{number}", PodIPs = [new() { IP = $"10.1.0.{number}" }] },
    };

    private static ValueList<Effect> Decide(Service service, ValueList<Pod> pods, ValueList<EndpointSlice> slices = default) =>
        EndpointSliceController.Decide(new(service, pods, slices, ValueMap.Of(("n1", "zone-1"))), DateTimeOffset.UnixEpoch).Effects;

    private static ValueList<EndpointSlice> Made(ValueList<Effect> effects) => effects
        .Select(e => e switch { Effect.Create c => (EndpointSlice)c.Object, Effect.Update u => (EndpointSlice)u.Object, _ => null })
        .OfType<EndpointSlice>()
        .Select((s, i) => s with { Metadata = s.Metadata with { Name = $"web-{i}" } })
        .ToValueList();
}
