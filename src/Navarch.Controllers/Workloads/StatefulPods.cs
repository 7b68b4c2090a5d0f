using System.Globalization;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Workloads;

/// <summary>The numbered pods of a StatefulSet and their claims: names, labels, owners.</summary>
internal static class StatefulPods
{
    private const string NameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    /// <summary>The name of the revision a pod was made from.</summary>
    public static string RevisionOf(Pod pod) => pod.Metadata.Label(RevisionHistory.HashLabel);

    /// <summary>The pod of a number, made from a revision.</summary>
    public static Pod PodFor(StatefulSet set, int ordinal, ControllerRevision revision, PodTemplateSpec template)
    {
        var pod = Replication.PodOf(set, template);
        var name = NameFor(set, ordinal);
        var claims = set.Spec.VolumeClaimTemplates.Select(t => new Volume
        {
            Name = t.Metadata.Name,
            PersistentVolumeClaim = new() { ClaimName = ClaimName(t, name) },
        }).ToList();
        return pod with
        {
            Metadata = (pod.Metadata with { Name = name, GenerateName = "" })
                .WithLabel(NameLabel, name)
                .WithLabel(IndexLabel, ordinal.ToString(CultureInfo.InvariantCulture))
                .WithLabel(RevisionHistory.HashLabel, revision.Metadata.Name),
            Spec = pod.Spec with
            {
                Hostname = name,
                Subdomain = set.Spec.ServiceName,
                Volumes = [.. pod.Spec.Volumes.Where(v => !claims.Exists(c => c.Name == v.Name)), .. claims],
            },
        };
    }

    /// <summary>The names of the claims of a number's pod.</summary>
    public static IEnumerable<string> ClaimNames(StatefulSet set, int ordinal) =>
        set.Spec.VolumeClaimTemplates.Select(t => ClaimName(t, NameFor(set, ordinal)));

    /// <summary>The claims of a number's pod, as they should be made or changed. A pod that goes takes its claims with it if the policy says so.</summary>
    /// <param name="set">The set.</param>
    /// <param name="ordinal">The number.</param>
    /// <param name="existing">The claims there are.</param>
    /// <param name="condemned">The pod, when it goes because its number is too many.</param>
    public static IEnumerable<(PersistentVolumeClaim Claim, bool Exists)> ClaimsFor(StatefulSet set, int ordinal, ValueList<PersistentVolumeClaim> existing, Pod? condemned)
    {
        var policy = set.Spec.PersistentVolumeClaimRetentionPolicy;
        var owners = new List<OwnerReference>();
        if (condemned is not null && policy?.WhenScaled == PersistentVolumeClaimRetentionPolicyTypes.Delete)
        {
            owners.Add(OwnerReferences.Reference(condemned));
        }
        else if (policy?.WhenDeleted == PersistentVolumeClaimRetentionPolicyTypes.Delete)
        {
            owners.Add(OwnerReferences.ControllerReference(set));
        }

        foreach (var template in set.Spec.VolumeClaimTemplates.AsEnumerable())
        {
            var name = ClaimName(template, NameFor(set, ordinal));
            if (existing.FirstOrDefault(c => c.Metadata.Name == name) is not { } claim)
            {
                if (condemned is null)
                {
                    yield return (Made(set, template, name, owners.ToValueList()), false);
                }

                continue;
            }

            var foreign = claim.Metadata.OwnerReferences.Where(r => r.UID != set.Metadata.UID && r.Kind != "Pod");
            var wanted = claim with { Metadata = claim.Metadata with { OwnerReferences = foreign.Concat(owners).ToValueList() } };
            if (wanted != claim && !claim.IsDeleting())
            {
                yield return (wanted, true);
            }
        }
    }

    private static PersistentVolumeClaim Made(StatefulSet set, PersistentVolumeClaim template, string name, ValueList<OwnerReference> owners) => template with
    {
        Metadata = template.Metadata with
        {
            Namespace = set.Metadata.Namespace,
            Name = name,
            Labels = template.Metadata.Labels.Concat(set.Spec.Selector?.MatchLabels ?? default).ToValueMap(),
            OwnerReferences = owners,
        },
        Status = PersistentVolumeClaimStatus.Empty,
    };

    private static string NameFor(StatefulSet set, int ordinal) => $"{set.Metadata.Name}-{ordinal.ToString(CultureInfo.InvariantCulture)}";

    private static string ClaimName(PersistentVolumeClaim template, string pod) => $"{template.Metadata.Name}-{pod}";
}
