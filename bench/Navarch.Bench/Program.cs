using System.Globalization;
using Navarch.Bench;

// ./navarch bench [server | up | idle | pods | hollow [nodes]] ...   each prints one line a figure: name, value, floor.
if (args is [PodLatency.InsideArgument, var kubeconfig, var count])
{
    return await PodLatency.RunInsideAsync(kubeconfig, int.Parse(count));
}

if (args is ["hollow", .. var counts])
{
    foreach (var nodes in counts.Length == 0 ? ["1000"] : counts)
    {
        await HollowCluster.RunAsync(int.Parse(nodes, CultureInfo.InvariantCulture));
    }

    return 0;
}

var wanted = args.Length == 0 ? ["server", "up", "idle", "pods"] : args;
foreach (var name in wanted)
{
    switch (name)
    {
        case "server": await ServerStart.RunAsync(); break;
        case "up": await ClusterUp.RunAsync(); break;
        case "idle": await IdleCluster.RunAsync(); break;
        case "pods": await PodLatency.RunAsync(); break;
        default:
            await Console.Error.WriteLineAsync($"There is no benchmark '{name}': server, up, idle, pods, hollow.");
            return 2;
    }
}

return 0;
