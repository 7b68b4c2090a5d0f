using System.Globalization;
using Navarch.Bench;
using Navarch.Bench.Api;
using Navarch.Bench.Soak;

// ./navarch bench [server | up | idle | pods | hollow [nodes]] ...   each prints one line a figure: name, value, floor.
// ./navarch bench api [row ...]   the API server's rows of the table of speed, as one table.
// ./navarch bench soak [minutes]   mixed load for 30 minutes; fails when memory grows or anything goes wrong.
if (args is [PodLatency.InsideArgument, var kubeconfig, var count])
{
    return await PodLatency.RunInsideAsync(kubeconfig, int.Parse(count));
}

if (args is ["api", .. var rows])
{
    return await ApiBench.RunAsync(rows);
}

if (args is ["soak", .. var length])
{
    return await SoakBench.RunAsync(TimeSpan.FromMinutes(length is [var minutes] ? double.Parse(minutes, CultureInfo.InvariantCulture) : 30));
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
            await Console.Error.WriteLineAsync($"There is no benchmark '{name}': server, up, idle, pods, hollow, api, soak.");
            return 2;
    }
}

return 0;
