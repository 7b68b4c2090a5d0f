namespace Navarch.Scheduler.Framework;

/// <summary>A rule of the scheduler. A plugin implements the extension points it has something to say at.</summary>
public interface IPlugin
{
    /// <summary>The name in configuration, in messages and in <c>navarch why</c>.</summary>
    string Name { get; }

    /// <summary>Which changes of the cluster can turn this plugin's refusal into a yes; others do not wake the pod.</summary>
    ClusterChange HelpedBy => ClusterChange.Any;
}
