using Navarch.Api.AdmissionRegistration.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of admission webhooks and policies: they fail closed and see all objects.</summary>
internal static class AdmissionDefaults
{
    private const string AllScopes = "*";
    private const int TimeoutSeconds = 10;
    private const int HttpsPort = 443;

    public static ValidatingWebhookConfiguration Apply(ValidatingWebhookConfiguration configuration) =>
        configuration with { Webhooks = configuration.Webhooks.Change(Webhook) };

    public static MutatingWebhookConfiguration Apply(MutatingWebhookConfiguration configuration) =>
        configuration with { Webhooks = configuration.Webhooks.Change(Webhook) };

    public static ValidatingAdmissionPolicy Apply(ValidatingAdmissionPolicy policy) => policy with
    {
        Spec = policy.Spec with
        {
            FailurePolicy = policy.Spec.FailurePolicy ?? FailurePolicyTypes.Fail,
            MatchConstraints = Match(policy.Spec.MatchConstraints),
        },
    };

    public static ValidatingAdmissionPolicyBinding Apply(ValidatingAdmissionPolicyBinding binding) =>
        binding with { Spec = binding.Spec with { MatchResources = Match(binding.Spec.MatchResources) } };

    public static MutatingAdmissionPolicy Apply(MutatingAdmissionPolicy policy) => policy with
    {
        Spec = policy.Spec with
        {
            FailurePolicy = policy.Spec.FailurePolicy ?? FailurePolicyTypes.Fail,
            MatchConstraints = Match(policy.Spec.MatchConstraints),
        },
    };

    public static MutatingAdmissionPolicyBinding Apply(MutatingAdmissionPolicyBinding binding) =>
        binding with { Spec = binding.Spec with { MatchResources = Match(binding.Spec.MatchResources) } };

    private static ValidatingWebhook Webhook(ValidatingWebhook webhook) => webhook with
    {
        FailurePolicy = webhook.FailurePolicy ?? FailurePolicyTypes.Fail,
        MatchPolicy = webhook.MatchPolicy ?? MatchPolicyTypes.Equivalent,
        NamespaceSelector = webhook.NamespaceSelector ?? LabelSelector.Empty,
        ObjectSelector = webhook.ObjectSelector ?? LabelSelector.Empty,
        TimeoutSeconds = webhook.TimeoutSeconds ?? TimeoutSeconds,
        Rules = webhook.Rules.Change(Rule),
        ClientConfig = Client(webhook.ClientConfig),
    };

    private static MutatingWebhook Webhook(MutatingWebhook webhook) => webhook with
    {
        FailurePolicy = webhook.FailurePolicy ?? FailurePolicyTypes.Fail,
        MatchPolicy = webhook.MatchPolicy ?? MatchPolicyTypes.Equivalent,
        NamespaceSelector = webhook.NamespaceSelector ?? LabelSelector.Empty,
        ObjectSelector = webhook.ObjectSelector ?? LabelSelector.Empty,
        TimeoutSeconds = webhook.TimeoutSeconds ?? TimeoutSeconds,
        ReinvocationPolicy = webhook.ReinvocationPolicy ?? ReinvocationPolicyTypes.Never,
        Rules = webhook.Rules.Change(Rule),
        ClientConfig = Client(webhook.ClientConfig),
    };

    private static MatchResources? Match(MatchResources? match) => match is null ? null : match with
    {
        MatchPolicy = match.MatchPolicy ?? MatchPolicyTypes.Equivalent,
        NamespaceSelector = match.NamespaceSelector ?? LabelSelector.Empty,
        ObjectSelector = match.ObjectSelector ?? LabelSelector.Empty,
        ResourceRules = match.ResourceRules.Change(r => r.Scope is null ? r with { Scope = AllScopes } : r),
        ExcludeResourceRules = match.ExcludeResourceRules.Change(r => r.Scope is null ? r with { Scope = AllScopes } : r),
    };

    private static RuleWithOperations Rule(RuleWithOperations rule) => rule.Scope is null ? rule with { Scope = AllScopes } : rule;

    private static WebhookClientConfig Client(WebhookClientConfig client) =>
        client.Service is { Port: null } service ? client with { Service = service with { Port = HttpsPort } } : client;
}
