using Navarch.Api.Networking.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

public sealed class ServiceRangeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly ServiceCIDR New = new() { Metadata = new() { Name = "more" }, Spec = new() { CIDRs = ["10.6.0.0/24"] } };
    private static readonly ServiceCIDR Held = New with { Metadata = New.Metadata with { Finalizers = [ServiceRangeController.Finalizer] } };
    private static readonly ServiceCIDR Ready = Held with { Status = new() { Conditions = [new() { Type = "Ready", Status = "True", Message = "Kubernetes Service CIDR is ready", LastTransitionTime = Now }] } };
    private static readonly ServiceCIDR Leaving = Ready with { Metadata = Ready.Metadata with { DeletionTimestamp = Now.AddSeconds(-4) } };
    private static readonly ServiceCIDR LongLeaving = Ready with { Metadata = Ready.Metadata with { DeletionTimestamp = Now.AddSeconds(-11) } };

    /// <summary>What it is, the range, addresses held in it, what is done, and the seconds until the next look.</summary>
    public static TheoryData<string, ServiceCIDR, int, string, int> Cases => new()
    {
        { "a new one is held", New, 0, "finalizers 1", 0 },
        { "a held one becomes ready", Held, 3, "Ready True", 0 },
        { "a ready one stays", Ready, 3, "", 0 },
        { "one that goes is no longer ready", Leaving, 0, "Ready False", 6 },
        { "one in use stays", LongLeaving, 1, "Ready False", 0 },
        { "an unused one goes", LongLeaving, 0, "finalizers 0", 0 },
        { "nothing holds it any more", LongLeaving with { Metadata = LongLeaving.Metadata with { Finalizers = [] } }, 0, "", 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_range_serves_until_nothing_needs_it(string what, ServiceCIDR range, int addresses, string expected, int again)
    {
        var decision = ServiceRangeController.Decide(new(range, addresses), Now);

        var done = decision.Effects.Select(effect => effect switch
        {
            Effect.Update { Subresource: "status", Object: ServiceCIDR { Status.Conditions: [var condition] } } => $"{condition.Type} {condition.Status}",
            Effect.Update { Subresource: "", Object: var obj } => $"finalizers {obj.Metadata.Finalizers.Count}",
            _ => effect.ToString(),
        });
        Assert.True(expected == string.Join(',', done), $"{what}: {string.Join(',', done)}");
        Assert.Equal(again, decision.RequeueAfter?.TotalSeconds ?? 0);
    }
}
