using Navarch.Controllers.Access;
using Navarch.Controllers.Autoscaling;
using Navarch.Controllers.Certificates;
using Navarch.Controllers.Fairness;
using Navarch.Controllers.Garbage;
using Navarch.Controllers.Jobs;
using Navarch.Controllers.Namespaces;
using Navarch.Controllers.Nodes;
using Navarch.Controllers.Pods;
using Navarch.Controllers.Policy;
using Navarch.Controllers.Quotas;
using Navarch.Controllers.ServiceAccounts;
using Navarch.Controllers.Services;
using Navarch.Controllers.Volumes;
using Navarch.Controllers.Workloads;
using Navarch.Reconciling;

namespace Navarch.Controllers;

/// <summary>Every controller, one a line.</summary>
public static class ControllerSet
{
    /// <summary>The controllers of a cluster.</summary>
    public static IReadOnlyList<Controller> All(ControllerOptions options, TimeProvider time) =>
    [
        NamespaceController.Define(),
        ServiceAccountController.Define(),
        .. options.RootCertificatePem.Length > 0 ? [RootCertificateController.Define(options.RootCertificatePem)] : Array.Empty<Controller>(),
        EndpointSliceController.Define(),
        EndpointsController.Define(),
        EndpointSliceMirroringController.Define(),
        ServiceRangeController.Define(),
        DeploymentController.Define(),
        ReplicaSetController.Define(),
        ReplicationControllerController.Define(),
        StatefulSetController.Define(),
        DaemonSetController.Define(),
        JobController.Define(),
        FinishedJobController.Define(),
        CronJobController.Define(time.LocalTimeZone),
        DisruptionBudgetController.Define(),
        HorizontalPodAutoscalerController.Define(time),
        NodeLifecycleController.Define(options.NodeGracePeriod, time),
        TaintEvictionController.Define(),
        PodGarbageController.Define(options.EndedPodsKept, time),
        ResourceQuotaController.Define(),
        ClaimBindingController.Define(),
        VolumePhaseController.Define(),
        LocalProvisionerController.Define(),
        ClaimProtectionController.Define(),
        VolumeProtectionController.Define(),
        EphemeralVolumeController.Define(),
        ClusterRoleAggregationController.Define(),
        BootstrapTokenController.Define(),
        RequestApprovalController.Define(),
        .. options.CertificateSigner is { } signer ? [RequestSigningController.Define(signer, time)] : Array.Empty<Controller>(),
        RequestCleaningController.Define(),
        FlowSchemaController.Define(),
        GarbageCollector.Define(),
    ];
}
