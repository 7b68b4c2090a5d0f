using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of the controllers of apps/v1, and of the replication controller.</summary>
internal static class WorkloadDefaults
{
    private const string Quarter = "25%";

    public static Deployment Apply(Deployment deployment) => deployment with
    {
        Spec = deployment.Spec with
        {
            Replicas = deployment.Spec.Replicas ?? 1,
            Strategy = Strategy(deployment.Spec.Strategy),
            RevisionHistoryLimit = deployment.Spec.RevisionHistoryLimit ?? 10,
            ProgressDeadlineSeconds = deployment.Spec.ProgressDeadlineSeconds ?? 600,
            Template = PodDefaults.Template(deployment.Spec.Template),
        },
    };

    public static ReplicaSet Apply(ReplicaSet set) => set with
    {
        Spec = set.Spec with { Replicas = set.Spec.Replicas ?? 1, Template = PodDefaults.Template(set.Spec.Template) },
    };

    public static ReplicationController Apply(ReplicationController controller)
    {
        var labels = controller.Spec.Template?.Metadata.Labels ?? default;
        return controller with
        {
            Metadata = controller.Metadata.Labels.IsEmpty && !labels.IsEmpty ? controller.Metadata with { Labels = labels } : controller.Metadata,
            Spec = controller.Spec with
            {
                Replicas = controller.Spec.Replicas ?? 1,
                Selector = controller.Spec.Selector.IsEmpty ? labels : controller.Spec.Selector,
                Template = controller.Spec.Template is { } template ? PodDefaults.Template(template) : null,
            },
        };
    }

    public static DaemonSet Apply(DaemonSet set) => set with
    {
        Spec = set.Spec with
        {
            UpdateStrategy = Strategy(set.Spec.UpdateStrategy),
            RevisionHistoryLimit = set.Spec.RevisionHistoryLimit ?? 10,
            Template = PodDefaults.Template(set.Spec.Template),
        },
    };

    public static StatefulSet Apply(StatefulSet set)
    {
        var retention = set.Spec.PersistentVolumeClaimRetentionPolicy ?? StatefulSetPersistentVolumeClaimRetentionPolicy.Empty;
        return set with
        {
            Spec = set.Spec with
            {
                Replicas = set.Spec.Replicas ?? 1,
                RevisionHistoryLimit = set.Spec.RevisionHistoryLimit ?? 10,
                PodManagementPolicy = set.Spec.PodManagementPolicy.Or(PodManagementPolicyTypes.OrderedReady),
                UpdateStrategy = Strategy(set.Spec.UpdateStrategy),
                PersistentVolumeClaimRetentionPolicy = retention with
                {
                    WhenDeleted = retention.WhenDeleted.Or(PersistentVolumeClaimRetentionPolicyTypes.Retain),
                    WhenScaled = retention.WhenScaled.Or(PersistentVolumeClaimRetentionPolicyTypes.Retain),
                },
                Template = PodDefaults.Template(set.Spec.Template),
                VolumeClaimTemplates = set.Spec.VolumeClaimTemplates.Change(StorageDefaults.Apply),
            },
        };
    }

    private static DeploymentStrategy Strategy(DeploymentStrategy strategy)
    {
        var type = strategy.Type.Or(DeploymentStrategyTypes.RollingUpdate);
        if (type != DeploymentStrategyTypes.RollingUpdate)
        {
            return strategy;
        }

        var rolling = strategy.RollingUpdate ?? RollingUpdateDeployment.Empty;
        return strategy with
        {
            Type = type,
            RollingUpdate = rolling with { MaxUnavailable = rolling.MaxUnavailable ?? Quarter, MaxSurge = rolling.MaxSurge ?? Quarter },
        };
    }

    private static DaemonSetUpdateStrategy Strategy(DaemonSetUpdateStrategy strategy)
    {
        var type = strategy.Type.Or(DaemonSetUpdateStrategyTypes.RollingUpdate);
        if (type != DaemonSetUpdateStrategyTypes.RollingUpdate)
        {
            return strategy;
        }

        var rolling = strategy.RollingUpdate ?? RollingUpdateDaemonSet.Empty;
        return strategy with
        {
            Type = type,
            RollingUpdate = rolling with { MaxUnavailable = rolling.MaxUnavailable ?? 1, MaxSurge = rolling.MaxSurge ?? 0 },
        };
    }

    private static StatefulSetUpdateStrategy Strategy(StatefulSetUpdateStrategy strategy)
    {
        var type = strategy.Type.Or(StatefulSetUpdateStrategyTypes.RollingUpdate);
        if (type != StatefulSetUpdateStrategyTypes.RollingUpdate)
        {
            return strategy;
        }

        var rolling = strategy.RollingUpdate ?? RollingUpdateStatefulSetStrategy.Empty;
        return strategy with { Type = type, RollingUpdate = rolling with { Partition = rolling.Partition ?? 0 } };
    }
}
