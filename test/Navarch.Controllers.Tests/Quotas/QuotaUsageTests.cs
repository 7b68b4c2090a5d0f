using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Quotas;

public class QuotaUsageTests
{
    [Fact]
    public void A_pod_counts_by_all_its_names_until_it_has_ended()
    {
        var pod = Pod("Running");

        var usage = QuotaUsage.Of(pod);

        Assert.Equal("1", usage["pods"].ToString());
        Assert.Equal(("500m", "500m", "1", "1Gi"), (usage["cpu"].ToString(), usage["requests.cpu"].ToString(), usage["limits.cpu"].ToString(), usage["requests.memory"].ToString()));
        Assert.Equal(["count/pods"], QuotaUsage.Of(Pod("Succeeded")).Keys);
    }

    [Fact]
    public void The_status_shows_what_is_used_of_what_is_limited()
    {
        var quota = new ResourceQuota { Spec = new() { Hard = Amounts(("pods", "10"), ("requests.cpu", "2"), ("count/deployments.apps", "3"), ("services.nodeports", "1"), ("requests.storage", "5Gi")) } };
        IKubernetesObject[] objects =
        [
            Pod("Running"), Pod("Pending"), Pod("Failed"),
            new Deployment(),
            new Service { Spec = new() { Type = "NodePort", Ports = [new(), new()] } },
            new PersistentVolumeClaim { Spec = new() { Resources = new() { Requests = Amounts(("storage", "1Gi")) } } },
            new ConfigMap(),
        ];

        var used = QuotaUsage.Total(quota, objects);

        Assert.Equal(Amounts(("pods", "2"), ("requests.cpu", "1"), ("count/deployments.apps", "1"), ("services.nodeports", "2"), ("requests.storage", "1Gi")), used);
        var update = Assert.IsType<Effect.Update>(Assert.Single(ResourceQuotaController.Decide(new(quota, used), default).Effects));
        Assert.Equal("status", update.Subresource);
        Assert.Empty(ResourceQuotaController.Decide(new((ResourceQuota)update.Object, used), default).Effects);
    }

    private static Pod Pod(string phase) => new()
    {
        Spec = new() { Containers = [new() { Name = "c", Resources = new() { Requests = Amounts(("cpu", "500m"), ("memory", "1Gi")), Limits = Amounts(("cpu", "1")) } }] },
        Status = new() { Phase = phase },
    };

    private static ValueMap<Quantity> Amounts(params (string Name, string Amount)[] amounts) =>
        amounts.Select(a => KeyValuePair.Create(a.Name, Quantity.Parse(a.Amount))).ToValueMap();
}
