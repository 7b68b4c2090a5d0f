using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Nodes;

/// <summary>The pods bound to a node.</summary>
internal static class PodsOnNode
{
    public static ValueList<Pod> Of(string node, World world) =>
        world.Of<Pod>().ByIndex("node", node, p => p.Spec.NodeName.Length > 0 ? [p.Spec.NodeName] : []).ToValueList();
}
