using Navarch.Api;
using Navarch.Node.Hollow;

namespace Navarch.Cluster;

/// <summary>What the settings say of simulated nodes.</summary>
public static class HollowSettings
{
    private const int MostPods = 254;

    /// <summary>How the simulated nodes are to be; the settings are valid.</summary>
    public static HollowOptions Options(ClusterSettings settings)
    {
        var delay = TimeSpan.FromSeconds(settings.HollowDelay);
        var options = new HollowOptions
        {
            Nodes = settings.HollowNodes,
            Pods = new() { StartDelay = delay, StopDelay = delay, FailureShare = settings.HollowFailures },
        };
        return Capacity(options, settings.HollowCapacity) ?? options;
    }

    /// <summary>What is wrong with the settings, or null.</summary>
    public static Problem? Validate(ClusterSettings settings)
    {
        if (settings.HollowNodes is < 0 or > HollowOptions.MostNodes)
        {
            return new($"There cannot be {settings.HollowNodes} hollow nodes.", $"Give --hollow-nodes a number from 0 to {HollowOptions.MostNodes}.");
        }

        if (settings.HollowDelay is not (>= 0 and <= 3600))
        {
            return new($"{settings.HollowDelay} is no delay of hollow nodes.", "Give --hollow-delay seconds, from 0 to 3600.");
        }

        if (settings.HollowFailures is not (>= 0 and <= 1))
        {
            return new($"{settings.HollowFailures} is no share of pods.", "Give --hollow-failures a number from 0 (none fails) to 1 (all fail).");
        }

        return Capacity(new() { Nodes = 0 }, settings.HollowCapacity) is null
            ? new($"{settings.HollowCapacity} is no capacity of a node.", $"Give --hollow-capacity like cpu=32,memory=64Gi,pods=110; at most {MostPods} pods.")
            : null;
    }

    // Null when the text says something that cannot be.
    private static HollowOptions? Capacity(HollowOptions options, string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, amount) = part.Split('=') is [var left, var right] ? (left, right) : ("", "");
            var value = Quantity.TryParse(amount, out var quantity) ? quantity.Value() : 0;
            switch (value > 0 ? name : "")
            {
                case "cpu" when value <= int.MaxValue:
                    options = options with { Cpus = (int)value };
                    break;
                case "memory":
                    options = options with { Memory = value };
                    break;
                case "pods" when value <= MostPods:
                    options = options with { MaxPods = (int)value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
