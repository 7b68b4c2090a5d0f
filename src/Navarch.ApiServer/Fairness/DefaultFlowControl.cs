using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>
/// The flow schemas and priority levels every cluster has, as upstream documents them: two of each are mandatory, the others
/// are suggested and may be changed.
/// </summary>
internal static class DefaultFlowControl
{
    /// <summary>The name of the mandatory schema and level that are not limited.</summary>
    public const string Exempt = "exempt";

    /// <summary>The name of the mandatory schema and level for what nothing else takes in.</summary>
    public const string CatchAll = "catch-all";

    /// <summary>Whether the server or the user controls an object's spec.</summary>
    public const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";

    private const string Any = "*";

    private static readonly Subject[] Everybody = [Group(UserInfo.UnauthenticatedGroup), Group(UserInfo.AuthenticatedGroup)];
    private static readonly Subject[] SystemAccounts = [Account(Any)];
    private static readonly Subject ControllerManager = User("system:kube-controller-manager");
    private static readonly Subject Scheduler = User("system:kube-scheduler");
    private static readonly ResourcePolicyRule AllResources = Resources(Any, Any, Any) with { ClusterScope = true };
    private static readonly NonResourcePolicyRule AllPaths = Paths(Any, Any);
    private static readonly string[] Elections = ["get", "create", "update"];

    /// <summary>The levels.</summary>
    public static IReadOnlyList<PriorityLevelConfiguration> Levels { get; } =
    [
        new() { Metadata = Meta(Exempt), Spec = new() { Type = PriorityLevelEnablements.Exempt, Exempt = new() { NominalConcurrencyShares = 0, LendablePercent = 0 } } },
        Level(CatchAll, shares: 5, lendable: 0, queues: 0, hand: 0),
        Level("system", shares: 30, lendable: 33, queues: 64, hand: 6),
        Level("node-high", shares: 40, lendable: 25, queues: 64, hand: 6),
        Level("leader-election", shares: 10, lendable: 0, queues: 16, hand: 4),
        Level("workload-high", shares: 40, lendable: 50, queues: 128, hand: 6),
        Level("workload-low", shares: 100, lendable: 90, queues: 128, hand: 6),
        Level("global-default", shares: 20, lendable: 50, queues: 128, hand: 6),
    ];

    /// <summary>The schemas.</summary>
    public static IReadOnlyList<FlowSchema> Schemas { get; } =
    [
        Schema(Exempt, 1, Exempt, "", Rule([Group(UserInfo.MastersGroup)], [AllResources], [AllPaths])),
        Schema(CatchAll, 10000, CatchAll, FlowDistinguisherMethodTypes.ByUser, Rule(Everybody, [AllResources], [AllPaths])),
        Schema("probes", 2, Exempt, "", Rule(Everybody, [], [Paths("get", "/healthz", "/readyz", "/livez")])),
        Schema(
            "system-leader-election", 100, "leader-election", FlowDistinguisherMethodTypes.ByUser,
            Rule([ControllerManager, Scheduler, .. SystemAccounts], [Resources(Elections, ["coordination.k8s.io"], ["leases"])], [])),
        Schema(
            "endpoint-controller", 150, "workload-high", FlowDistinguisherMethodTypes.ByUser,
            Rule([ControllerManager, Account("endpoint-controller"), Account("endpointslicemirroring-controller")], [Resources(Elections, [""], ["endpoints"])], [])),
        Schema(
            "workload-leader-election", 200, "leader-election", FlowDistinguisherMethodTypes.ByUser,
            Rule(SystemAccounts, [Resources(Elections, [""], ["endpoints", "configmaps"]), Resources(Elections, ["coordination.k8s.io"], ["leases"])], [])),
        Schema(
            "system-node-high", 400, "node-high", FlowDistinguisherMethodTypes.ByUser,
            Rule([Group("system:nodes")], [Resources([Any], [""], ["nodes", "nodes/status"]) with { ClusterScope = true }, Resources(Any, "coordination.k8s.io", "leases")], [])),
        Schema("system-nodes", 500, "system", FlowDistinguisherMethodTypes.ByUser, Rule([Group("system:nodes")], [AllResources], [AllPaths])),
        Schema("kube-controller-manager", 800, "workload-high", FlowDistinguisherMethodTypes.ByNamespace, Rule([ControllerManager], [AllResources], [AllPaths])),
        Schema("kube-scheduler", 800, "workload-high", FlowDistinguisherMethodTypes.ByNamespace, Rule([Scheduler], [AllResources], [AllPaths])),
        Schema("kube-system-service-accounts", 900, "workload-high", FlowDistinguisherMethodTypes.ByNamespace, Rule(SystemAccounts, [AllResources], [AllPaths])),
        Schema("service-accounts", 9000, "workload-low", FlowDistinguisherMethodTypes.ByUser, Rule([Group("system:serviceaccounts")], [AllResources], [AllPaths])),
        Schema("global-default", 9900, "global-default", FlowDistinguisherMethodTypes.ByUser, Rule(Everybody, [AllResources], [AllPaths])),
    ];

    /// <summary>Whether an object of that name may not be other than it is here.</summary>
    public static bool IsMandatory(string name) => name is Exempt or CatchAll;

    private static ObjectMeta Meta(string name) => new() { Name = name, Annotations = ValueMap.Of((AutoUpdate, "true")) };

    private static PriorityLevelConfiguration Level(string name, int shares, int lendable, int queues, int hand) => new()
    {
        Metadata = Meta(name),
        Spec = new PriorityLevelConfigurationSpec
        {
            Type = PriorityLevelEnablements.Limited,
            Limited = new LimitedPriorityLevelConfiguration
            {
                NominalConcurrencyShares = shares,
                LendablePercent = lendable,
                LimitResponse = queues == 0
                    ? new LimitResponse { Type = LimitResponseTypes.Reject }
                    : new LimitResponse { Type = LimitResponseTypes.Queue, Queuing = new() { Queues = queues, HandSize = hand, QueueLengthLimit = 50 } },
            },
        },
    };

    private static FlowSchema Schema(string name, int precedence, string level, string distinguisher, PolicyRulesWithSubjects rule) => new()
    {
        Metadata = Meta(name),
        Spec = new FlowSchemaSpec
        {
            MatchingPrecedence = precedence,
            PriorityLevelConfiguration = new PriorityLevelConfigurationReference { Name = level },
            DistinguisherMethod = distinguisher.Length > 0 ? new FlowDistinguisherMethod { Type = distinguisher } : null,
            Rules = [rule],
        },
    };

    private static PolicyRulesWithSubjects Rule(Subject[] subjects, ResourcePolicyRule[] resources, NonResourcePolicyRule[] paths) =>
        new() { Subjects = [.. subjects], ResourceRules = [.. resources], NonResourceRules = [.. paths] };

    private static ResourcePolicyRule Resources(string verb, string group, string resource) => Resources([verb], [group], [resource]);

    private static ResourcePolicyRule Resources(string[] verbs, string[] groups, string[] resources) =>
        new() { Verbs = [.. verbs], APIGroups = [.. groups], Resources = [.. resources], Namespaces = [Any] };

    private static NonResourcePolicyRule Paths(string verb, params string[] paths) => new() { Verbs = [verb], NonResourceURLs = [.. paths] };

    private static Subject User(string name) => new() { Kind = SubjectKinds.User, User = new UserSubject { Name = name } };

    private static Subject Group(string name) => new() { Kind = SubjectKinds.Group, Group = new GroupSubject { Name = name } };

    private static Subject Account(string name) =>
        new() { Kind = SubjectKinds.ServiceAccount, ServiceAccount = new ServiceAccountSubject { Namespace = "kube-system", Name = name } };
}
