using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler;

/// <summary>What follows a decision: Reserve, Permit, PreBind, Bind, PostBind; a failure gives back what was reserved.</summary>
internal sealed class BindingCycle(Profile profile)
{
    /// <summary>Binds a pod; success means the binding is durable.</summary>
    public async ValueTask<PluginStatus> RunAsync(CycleState state, PodInfo pod, string node, CancellationToken cancellationToken)
    {
        PluginStatus status;
        try
        {
            status = await TryAsync(state, pod, node, cancellationToken);
        }
        catch (Exception broken)
        {
            // Whatever breaks here, a plugin of someone else's included, must not leave the pod assumed on the node for ever.
            status = PluginStatus.Error($"{broken.GetType().Name}: {broken.Message}");
        }

        if (!status.IsSuccess)
        {
            foreach (var plugin in profile.Reserve.Reverse())
            {
                plugin.Unreserve(state, pod, node);
            }
        }

        return status;
    }

    private async ValueTask<PluginStatus> TryAsync(CycleState state, PodInfo pod, string node, CancellationToken cancellationToken)
    {
        foreach (var plugin in profile.Reserve)
        {
            if (plugin.Reserve(state, pod, node) is { IsSuccess: false } refused)
            {
                return refused;
            }
        }

        foreach (var plugin in profile.Permit)
        {
            if (await plugin.PermitAsync(state, pod, node, cancellationToken) is { IsSuccess: false } refused)
            {
                return refused;
            }
        }

        foreach (var plugin in profile.PreBind)
        {
            if (await plugin.PreBindAsync(state, pod, node, cancellationToken) is { IsSuccess: false } refused)
            {
                return refused;
            }
        }

        foreach (var plugin in profile.Bind)
        {
            var bound = await plugin.BindAsync(state, pod, node, cancellationToken);
            if (bound.Code == PluginCode.Skip)
            {
                continue;
            }

            if (bound.IsSuccess)
            {
                foreach (var told in profile.PostBind)
                {
                    told.PostBind(state, pod, node);
                }
            }

            return bound;
        }

        return PluginStatus.Error("no bind plugin took the pod");
    }
}
