using Navarch.Controllers.Workloads;
using Navarch.Reconciling;

namespace Navarch.Controllers;

/// <summary>Every controller, one a line.</summary>
public static class ControllerSet
{
    /// <summary>The controllers of a cluster.</summary>
    public static IReadOnlyList<Controller> All() =>
    [
        DeploymentController.Define(),
        ReplicaSetController.Define(),
        ReplicationControllerController.Define(),
    ];
}
