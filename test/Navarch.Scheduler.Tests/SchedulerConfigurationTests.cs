using System.Text.Json;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;

namespace Navarch.Scheduler.Tests;

public sealed class SchedulerConfigurationTests
{
    // Inside the braces of a whole file.
    [Theory]
    [InlineData("")]
    [InlineData("'percentageOfNodesToScore':100,'podInitialBackoffSeconds':2,'podMaxBackoffSeconds':2,'parallelism':4,'leaderElection':{'leaderElect':false}")]
    [InlineData("'extra':1", "unknown field \"extra\"")]
    [InlineData("'kind':'KubeSchedulerConfiguration'", "duplicate field \"kind\"")]
    [InlineData("'percentageOfNodesToScore':-1", "percentageOfNodesToScore: Invalid value: -1: not in valid range [0-100]")]
    [InlineData("'percentageOfNodesToScore':'all'", "percentageOfNodesToScore: expected a number, found a string")]
    [InlineData("'podInitialBackoffSeconds':20,'podMaxBackoffSeconds':10", "podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds")]
    [InlineData("'extenders':[{}]", "extenders: Forbidden: extenders are not supported")]
    [InlineData("'profiles':[{'schedulerName':'a'},{'schedulerName':'a'},{}]", "profiles[1].schedulerName: Duplicate value: \"a\"", "profiles[2].schedulerName: Required value")]
    [InlineData("'profiles':[{'plugins':{'filter':{'enabled':[{'name':'Nothing'}]}}}]", "profiles[0].plugins.filter.enabled[0].name: Invalid value: \"Nothing\": there is no such plugin")]
    [InlineData("'profiles':[{'plugins':{'score':{'enabled':[{'name':'NodeName','weight':2}]}}}]", "profiles[0].plugins.score.enabled[0].name: Invalid value: \"NodeName\": the plugin has nothing to say at score")]
    [InlineData("'profiles':[{'plugins':{'bind':{'disabled':[{'name':'*'}]}}}]", "profiles[0].plugins.bind: Required value: at least one plugin must be enabled")]
    [InlineData("'profiles':[{'plugins':{'queueSort':{'disabled':[{'name':'PrioritySort'}]}}}]", "profiles[0].plugins.queueSort: Invalid value: exactly one plugin must be enabled")]
    [InlineData("'profiles':[{'plugins':{'preFilter':{'disabled':[{'name':'NodePorts'}]}}}]", "profiles[0].plugins.preFilter: Invalid value: \"NodePorts\" is enabled at filter and must be here, too")]
    [InlineData("'profiles':[{'plugins':{'filters':{}}}]", "unknown field \"profiles[0].plugins.filters\"")]
    [InlineData("'profiles':[{'pluginConfig':[{'name':'NodeName','args':{}}]}]", "profiles[0].pluginConfig[0].name: Invalid value: \"NodeName\": there is no such plugin that takes args")]
    [InlineData("'profiles':[{'plugins':3},{'schedulerName':'b','extra':1}]", "profiles[0].schedulerName: Required value", "profiles[0].plugins: expected an object, found a number", "unknown field \"profiles[1].extra\"")]
    public void Every_fault_of_a_file_is_named_with_its_place(string fields, params string[] expected) => Assert.Equal(expected, Problems(fields));

    // The args of one plugin; places are within them.
    [Theory]
    [InlineData("InterPodAffinity", "'hardPodAffinityWeight':100,'ignorePreferredTermsOfExistingPods':true,'kind':'InterPodAffinityArgs','apiVersion':'kubescheduler.config.k8s.io/v1'")]
    [InlineData("InterPodAffinity", "'hardPodAffinityWeight':101", ".hardPodAffinityWeight: Invalid value: 101: not in valid range [0-100]")]
    [InlineData("InterPodAffinity", "'kind':'NodeAffinityArgs'", ".kind: Invalid value: \"NodeAffinityArgs\": must be \"InterPodAffinityArgs\"")]
    [InlineData("DefaultPreemption", "'minCandidateNodesPercentage':0,'minCandidateNodesAbsolute':0", ".minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute")]
    [InlineData("VolumeBinding", "'bindTimeoutSeconds':-1", ".bindTimeoutSeconds: Invalid value: -1: must be at least 0")]
    [InlineData("NodeResourcesBalancedAllocation", "'resources':[{'name':'cpu','weight':2}]", ".resources[0].weight: Invalid value: 2: must be 1")]
    [InlineData("NodeResourcesFit", "'scoringStrategy':{'type':'MostAllocated','resources':[{'name':'cpu','weight':101},{'name':'cpu'}]}", ".scoringStrategy.resources[0].weight: Invalid value: 101: not in valid range [1-100]", ".scoringStrategy.resources[1].name: Duplicate value: \"cpu\"")]
    [InlineData("NodeResourcesFit", "'scoringStrategy':{'type':'Best'}", ".scoringStrategy.type: Unsupported value: \"Best\": supported values: \"LeastAllocated\", \"MostAllocated\", \"RequestedToCapacityRatio\"")]
    [InlineData("NodeResourcesFit", "'scoringStrategy':{'type':'RequestedToCapacityRatio'}", ".scoringStrategy.requestedToCapacityRatio: Required value: when ScoringStrategy type is RequestedToCapacityRatio")]
    [InlineData("NodeResourcesFit", "'scoringStrategy':{'type':'RequestedToCapacityRatio','requestedToCapacityRatio':{'shape':[{'utilization':5,'score':11},{'utilization':5,'score':1}]}}", ".scoringStrategy.requestedToCapacityRatio.shape[0].score: Invalid value: 11: not in valid range [0-10]", ".scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 5: utilization values must be sorted in increasing order")]
    [InlineData("NodeResourcesFit", "'ignoredResourceGroups':['a/b']", ".ignoredResourceGroups[0]: Invalid value: \"a/b\": resource group name can't contain '/'")]
    [InlineData("PodTopologySpread", "'defaultConstraints':[{'maxSkew':1,'topologyKey':'zone','whenUnsatisfiable':'ScheduleAnyway'}]", ".defaultingType: Invalid value: \"System\": when .defaultConstraints are not empty")]
    [InlineData("PodTopologySpread", "'defaultingType':'List','defaultConstraints':[{'maxSkew':0,'topologyKey':'zone','whenUnsatisfiable':'ScheduleAnyway'}]", ".defaultConstraints[0].maxSkew: Invalid value: 0: not greater than zero")]
    public void Every_fault_of_a_plugins_args_is_named(string plugin, string args, params string[] expected) => Assert.Equal(
        expected.Select(e => "profiles[0].pluginConfig[0].args" + e),
        Problems($"'profiles':[{{'pluginConfig':[{{'name':'{plugin}','args':{{{args}}}}}]}}]"));

    [Fact]
    public void Values_of_the_API_in_args_are_read_strictly()
    {
        var problem = Assert.Single(Problems("'profiles':[{'pluginConfig':[{'name':'NodeAffinity','args':{'addedAffinity':{'required':{}}}}]}]"));
        Assert.Equal("unknown field \"profiles[0].pluginConfig[0].args.addedAffinity.required\"", problem);
    }

    // The plugins that score, in their order, with their weights.
    [Theory]
    [InlineData("{}", "TaintToleration:3 NodeAffinity:2 NodeResourcesFit:1 PodTopologySpread:2 InterPodAffinity:2 NodeResourcesBalancedAllocation:1 ImageLocality:1")]
    [InlineData("{'score':{'disabled':[{'name':'*'}],'enabled':[{'name':'ImageLocality','weight':9},{'name':'NodeAffinity'}]}}", "ImageLocality:9 NodeAffinity:1")]
    [InlineData("{'score':{'enabled':[{'name':'ImageLocality','weight':9}],'disabled':[{'name':'TaintToleration'},{'name':'PodTopologySpread'},{'name':'InterPodAffinity'}]}}", "ImageLocality:9 NodeAffinity:2 NodeResourcesFit:1 NodeResourcesBalancedAllocation:1")]
    [InlineData("{'multiPoint':{'enabled':[{'name':'NodeAffinity','weight':7}],'disabled':[{'name':'ImageLocality'},{'name':'PodTopologySpread'}]}}", "TaintToleration:3 NodeAffinity:7 NodeResourcesFit:1 InterPodAffinity:2 NodeResourcesBalancedAllocation:1")]
    [InlineData("{'multiPoint':{'disabled':[{'name':'*'}],'enabled':[{'name':'PrioritySort'},{'name':'DefaultBinder'},{'name':'NodeResourcesFit','weight':4}]}}", "NodeResourcesFit:4")]
    public void Plugins_are_turned_on_and_off_and_weighed(string plugins, string expected)
    {
        var profile = Make.Profile(Read($"'profiles':[{{'plugins':{plugins}}}]", out var problems).Profiles[0]);
        Assert.Empty(problems);
        Assert.Equal(expected, string.Join(' ', profile.Score.Select(s => $"{s.Plugin.Name}:{s.Weight}")));
    }

    [Fact]
    public void A_plugin_turned_off_at_one_point_is_asked_at_the_others()
    {
        var profile = Make.Profile(Read("'profiles':[{'plugins':{'score':{'disabled':[{'name':'TaintToleration'}]}}}]", out _).Profiles[0]);
        Assert.Contains(profile.Filter, f => f is TaintToleration);
        Assert.DoesNotContain(profile.Score, s => s.Plugin is TaintToleration);
    }

    [Fact]
    public void Args_reach_their_plugin()
    {
        var profile = Profile("{'name':'NodeAffinity','args':{'addedAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'disk','operator':'In','values':['ssd']}]}]}}}}");
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b", labels: [("disk", "ssd")])]);
        Assert.Equal("b", new SchedulingCycle(profile, new Random(1)).Run(new(Make.Pod("p")), cluster).Node);
        var refused = new SchedulingCycle(profile, new Random(1)).Run(new(Make.Pod("p")), Make.Cluster([Make.Node("a")]));
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't match scheduler-enforced node affinity.", refused.Diagnosis.Message(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DoNotSchedule", null)]
    [InlineData("ScheduleAnyway", "a")]
    public void Default_constraints_hold_between_the_pods_of_one_owner(string otherwise, string? expected)
    {
        var profile = Profile($"{{'name':'PodTopologySpread','args':{{'defaultingType':'List','defaultConstraints':[{{'maxSkew':1,'topologyKey':'kubernetes.io/hostname','whenUnsatisfiable':'{otherwise}'}}]}}}}");
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b", cpu: "1")], ("a", Make.Pod("p1", owner: "rs")));
        var cycle = new SchedulingCycle(profile, new Random(1));
        Assert.Equal(expected, cycle.Run(new(Make.Pod("p2", cpu: "2", owner: "rs")), cluster).Node);
        Assert.Equal("a", cycle.Run(new(Make.Pod("p2", cpu: "2", owner: "other")), cluster).Node);
    }

    private static Profile Profile(string pluginConfig)
    {
        var configuration = Read($"'profiles':[{{'pluginConfig':[{pluginConfig}]}}]", out var problems);
        Assert.Empty(problems);
        return Make.Profile(configuration.Profiles[0]);
    }

    private static IReadOnlyList<string> Problems(string fields)
    {
        Read(fields, out var problems);
        return problems;
    }

    private static SchedulerConfiguration Read(string fields, out IReadOnlyList<string> problems)
    {
        var text = $"{{'apiVersion':'kubescheduler.config.k8s.io/v1','kind':'KubeSchedulerConfiguration'{(fields.Length == 0 ? "" : ",")}{fields}}}";
        using var document = JsonDocument.Parse(text.Replace('\'', '"'));
        return SchedulerConfigurationReader.Read(document.RootElement, out problems);
    }
}
