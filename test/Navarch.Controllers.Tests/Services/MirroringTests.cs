using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

public class MirroringTests
{
    private static readonly Service Service = new() { Metadata = new() { Namespace = "default", Name = "db" } };
    private static readonly Endpoints Endpoints = new()
    {
        Metadata = new() { Namespace = "default", Name = "db", UID = "e" },
        Subsets =
        [
            new()
            {
                Addresses = [new() { IP = "192.0.2.1" }, new() { IP = "2001:db8::1" }],
                NotReadyAddresses = [new() { IP = "192.0.2.2" }],
                Ports = [new() { Name = "sql", Port = 5432, Protocol = "TCP" }],
            },
        ],
    };

    [Fact]
    public void Endpoints_kept_by_hand_are_mirrored_by_address_family()
    {
        var slices = Decide(new(Service, Endpoints, [])).Cast<Effect.Create>().Select(c => (EndpointSlice)c.Object).ToArray();

        Assert.Equal(["IPv4", "IPv6"], slices.Select(s => s.AddressType));
        Assert.Equal([true, false], slices[0].Endpoints.Select(e => e.Conditions.Ready));
        Assert.Equal(5432, slices[0].Ports[0].Port);
        Assert.Empty(Decide(new(Service, Endpoints, slices.ToValueList())));
    }

    [Fact]
    public void Nothing_is_mirrored_for_a_service_that_selects_pods_or_when_told_not_to()
    {
        var slice = (EndpointSlice)((Effect.Create)Decide(new(Service, Endpoints, []))[0]).Object;
        var selecting = Service with { Spec = new() { Selector = ValueMap.Of(("app", "db")) } };
        var skipped = Endpoints with { Metadata = Endpoints.Metadata.WithLabel("endpointslice.kubernetes.io/skip-mirror", "true") };

        Assert.IsType<Effect.Delete>(Assert.Single(Decide(new(selecting, Endpoints, [slice]))));
        Assert.IsType<Effect.Delete>(Assert.Single(Decide(new(Service, skipped, [slice]))));
        Assert.IsType<Effect.Delete>(Assert.Single(Decide(new(null, null, [slice]))));
    }

    private static ValueList<Effect> Decide(MirroringObserved observed) => EndpointSliceMirroringController.Decide(observed, default).Effects;
}
