using System.Text.Json;
using Navarch.Scheduler.Framework;

namespace Navarch.Scheduler.Configuration;

/// <summary>Reads a <c>KubeSchedulerConfiguration</c> and names all its faults at once, each with its place.</summary>
public static class SchedulerConfigurationReader
{
    private const string ApiVersion = "kubescheduler.config.k8s.io/v1";
    private const string Kind = "KubeSchedulerConfiguration";

    // They set up a process of upstream's: here one process holds all parts, and its server has options of its own.
    private static readonly string[] OfTheProcess =
        ["parallelism", "leaderElection", "clientConnection", "enableProfiling", "enableContentionProfiling", "delayCacheUntilActive"];

    /// <summary>The configuration; it may be used only when no problem was found.</summary>
    /// <param name="file">The file's content as JSON.</param>
    /// <param name="problems">What is wrong, in the order of the file.</param>
    public static SchedulerConfiguration Read(JsonElement file, out IReadOnlyList<string> problems)
    {
        var faults = new List<string>();
        problems = faults;
        var root = new ConfigNode(file, "", faults);
        if (faults.Count > 0)
        {
            return SchedulerConfiguration.Default;
        }

        Expect(root, "apiVersion", ApiVersion);
        Expect(root, "kind", Kind);
        root.Ignore(OfTheProcess);
        if (root.Children("extenders").Count > 0)
        {
            root.Fault("extenders", "Forbidden: extenders are not supported");
        }

        var initial = root.Number("podInitialBackoffSeconds", 1) ?? 1;
        var most = root.Number("podMaxBackoffSeconds", 1) ?? Math.Max(10, initial);
        if (most < initial)
        {
            root.Fault("podMaxBackoffSeconds", $"Invalid value: {most}: must be greater than or equal to PodInitialBackoffSeconds");
        }

        var percentage = root.Number("percentageOfNodesToScore", 0, 100) ?? 0;
        var nodes = root.Children("profiles");
        var profiles = new List<ProfileConfiguration>();
        foreach (var node in nodes)
        {
            profiles.Add(Profile(node, nodes.Count, profiles));
        }

        root.End();
        return new()
        {
            PercentageOfNodesToScore = percentage,
            PodInitialBackoff = TimeSpan.FromSeconds(initial),
            PodMaxBackoff = TimeSpan.FromSeconds(most),
            Profiles = profiles.Count == 0 ? SchedulerConfiguration.Default.Profiles : profiles,
        };
    }

    private static void Expect(ConfigNode node, string field, string value)
    {
        if (!node.Has(field))
        {
            node.Fault(field, $"Required value: must be \"{value}\"");
        }
        else if (node.Text(field) is { } given && given != value)
        {
            node.Fault(field, $"Invalid value: \"{given}\": must be \"{value}\"");
        }
    }

    private static ProfileConfiguration Profile(ConfigNode node, int count, List<ProfileConfiguration> before)
    {
        var name = node.Text("schedulerName") ?? "";
        if (name.Length == 0 && count > 1)
        {
            node.Fault("schedulerName", "Required value");
        }
        else if (before.Exists(p => p.SchedulerName == name))
        {
            node.Fault("schedulerName", $"Duplicate value: \"{name}\"");
        }

        var profile = new ProfileConfiguration
        {
            SchedulerName = name.Length == 0 ? ProfileConfiguration.DefaultName : name,
            PercentageOfNodesToScore = node.Number("percentageOfNodesToScore", 0, 100),
            Plugins = Plugins(node.Child("plugins")),
            Args = Args(node),
        };
        node.End();
        CheckSelection(node, profile);
        return profile;
    }

    private static Dictionary<string, PluginSet> Plugins(ConfigNode? node)
    {
        var sets = new Dictionary<string, PluginSet>(StringComparer.Ordinal);
        foreach (var (name, point) in ExtensionPoint.All.Select(p => (p.Name, (ExtensionPoint?)p)).Append((ExtensionPoint.MultiPoint, null)))
        {
            if (node?.Child(name) is not { } set)
            {
                continue;
            }

            var enabled = set.Children("enabled").ConvertAll(e => Enabled(e, point));
            var disabled = set.Children("disabled").ConvertAll(Disabled);
            set.End();
            sets[name] = new([.. enabled.Where(e => e.Name.Length > 0)], disabled);
        }

        node?.End();
        return sets;
    }

    private static PluginChoice Enabled(ConfigNode node, ExtensionPoint? point)
    {
        var name = node.Text("name") ?? "";
        var weight = node.Number("weight", 0) ?? 0;
        node.End();
        var known = PluginRegistry.Find(name);
        if (known is null)
        {
            node.Fault("name", $"Invalid value: \"{name}\": there is no such plugin");
        }
        else if (point?.IsOf(known.Type) == false)
        {
            node.Fault("name", $"Invalid value: \"{name}\": the plugin has nothing to say at {point.Name}");
            known = null;
        }

        return new(known?.Name ?? "", weight == 0 ? 1 : weight);
    }

    private static string Disabled(ConfigNode node)
    {
        var name = node.Text("name") ?? "";
        node.Ignore("weight");
        node.End();
        if (name != "*" && PluginRegistry.Find(name) is null)
        {
            node.Fault("name", $"Invalid value: \"{name}\": there is no such plugin");
        }

        return name;
    }

    private static Dictionary<string, object> Args(ConfigNode profile)
    {
        var read = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var node in profile.Children("pluginConfig"))
        {
            var name = node.Text("name") ?? "";
            var args = node.Child("args");
            node.End();
            if (PluginRegistry.Find(name)?.ReadArgs is not { } reader)
            {
                node.Fault("name", $"Invalid value: \"{name}\": there is no such plugin that takes args");
            }
            else if (read.ContainsKey(name))
            {
                node.Fault("name", $"Duplicate value: \"{name}\"");
            }
            else if (args is not null)
            {
                read[name] = reader(args);
                if (args.Has("apiVersion"))
                {
                    Expect(args, "apiVersion", ApiVersion);
                }

                if (args.Has("kind"))
                {
                    Expect(args, "kind", name + "Args");
                }

                args.End();
            }
        }

        return read;
    }

    /// <summary>What is on must make a whole: one order, a way to bind, and no filter or score without what it works from.</summary>
    private static void CheckSelection(ConfigNode node, ProfileConfiguration profile)
    {
        var on = ExtensionPoint.All.ToDictionary(p => p.Name, p => PluginSelection.At(p, profile).Select(c => c.Name).ToList(), StringComparer.Ordinal);
        if (on["queueSort"].Count != 1)
        {
            node.Fault("plugins.queueSort", "Invalid value: exactly one plugin must be enabled");
        }

        if (on["bind"].Count == 0)
        {
            node.Fault("plugins.bind", "Required value: at least one plugin must be enabled");
        }

        foreach (var (point, needed) in new[] { ("filter", "preFilter"), ("score", "preScore") })
        {
            var work = ExtensionPoint.All.Single(p => p.Name == needed);
            foreach (var plugin in on[point].Where(p => work.IsOf(PluginRegistry.Find(p)!.Type) && !on[needed].Contains(p)))
            {
                node.Fault($"plugins.{needed}", $"Invalid value: \"{plugin}\" is enabled at {point} and must be here, too");
            }
        }
    }
}
