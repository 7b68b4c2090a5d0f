using Navarch.Api.AdmissionRegistration.V1;
using Navarch.Api.ApiExtensions.V1;
using Navarch.Api.ApiRegistration.V1;
using Navarch.Api.Certificates.V1;
using Navarch.Api.FlowControl.V1;
using Navarch.Api.Rbac.V1;
using Subject = Navarch.Api.Rbac.V1.Subject;

namespace Navarch.Api.Printing;

/// <summary>The tables of access, admission and the API's own kinds.</summary>
internal static class AccessColumns
{
    public static readonly ColumnSet RoleBindings = ColumnSet.Of<RoleBinding>(
        ColumnSet.Name<RoleBinding>(),
        new("Role", b => $"{b.RoleRef.Kind}/{b.RoleRef.Name}", description: "The role that is given."),
        ColumnSet.Age<RoleBinding>(),
        new("Users", b => Subjects(b.Subjects, "User"), wide: true, description: "The users that have it."),
        new("Groups", b => Subjects(b.Subjects, "Group"), wide: true, description: "The groups that have it."),
        new("ServiceAccounts", b => Subjects(b.Subjects, "ServiceAccount"), wide: true, description: "The service accounts that have it."));

    public static readonly ColumnSet ClusterRoleBindings = ColumnSet.Of<ClusterRoleBinding>(
        ColumnSet.Name<ClusterRoleBinding>(),
        new("Role", b => $"{b.RoleRef.Kind}/{b.RoleRef.Name}", description: "The role that is given."),
        ColumnSet.Age<ClusterRoleBinding>(),
        new("Users", b => Subjects(b.Subjects, "User"), wide: true, description: "The users that have it."),
        new("Groups", b => Subjects(b.Subjects, "Group"), wide: true, description: "The groups that have it."),
        new("ServiceAccounts", b => Subjects(b.Subjects, "ServiceAccount"), wide: true, description: "The service accounts that have it."));

    public static readonly ColumnSet CertificateSigningRequests = ColumnSet.Of<CertificateSigningRequest>(
        ColumnSet.Name<CertificateSigningRequest>(),
        ColumnSet.Age<CertificateSigningRequest>(),
        new("SignerName", r => r.Spec.SignerName, description: "Who signs."),
        new("Requestor", r => r.Spec.Username, description: "Who asks."),
        new("RequestedDuration", r => r.Spec.ExpirationSeconds is { } seconds ? Ages.Of(TimeSpan.FromSeconds(seconds)) : Texts.None, description: "How long it should be valid."),
        new("Condition", Condition, description: "What became of it."));

    public static readonly ColumnSet APIServices = ColumnSet.Of<APIService>(
        ColumnSet.Name<APIService>(),
        new("Service", s => s.Spec.Service is { } service ? $"{service.Namespace}/{service.Name}" : "Local", description: "Who serves it."),
        new("Available", Available, description: "Whether it can be reached."),
        ColumnSet.Age<APIService>());

    public static readonly ColumnSet CustomResourceDefinitions = ColumnSet.Of<CustomResourceDefinition>(
        ColumnSet.Name<CustomResourceDefinition>(), ColumnSet.CreatedAt<CustomResourceDefinition>());

    public static readonly ColumnSet ValidatingWebhookConfigurations = ColumnSet.Of<ValidatingWebhookConfiguration>(
        ColumnSet.Name<ValidatingWebhookConfiguration>(),
        new("Webhooks", c => c.Webhooks.Count, type: "integer", description: "The number of webhooks."),
        ColumnSet.Age<ValidatingWebhookConfiguration>());

    public static readonly ColumnSet MutatingWebhookConfigurations = ColumnSet.Of<MutatingWebhookConfiguration>(
        ColumnSet.Name<MutatingWebhookConfiguration>(),
        new("Webhooks", c => c.Webhooks.Count, type: "integer", description: "The number of webhooks."),
        ColumnSet.Age<MutatingWebhookConfiguration>());

    public static readonly ColumnSet ValidatingAdmissionPolicies = ColumnSet.Of<ValidatingAdmissionPolicy>(
        ColumnSet.Name<ValidatingAdmissionPolicy>(),
        new("Validations", p => p.Spec.Validations.Count, type: "integer", description: "The number of rules."),
        new("ParamKind", p => Kind(p.Spec.ParamKind), description: "The kind of its parameters."),
        ColumnSet.Age<ValidatingAdmissionPolicy>());

    public static readonly ColumnSet ValidatingAdmissionPolicyBindings = ColumnSet.Of<ValidatingAdmissionPolicyBinding>(
        ColumnSet.Name<ValidatingAdmissionPolicyBinding>(),
        new("PolicyName", b => b.Spec.PolicyName, description: "The policy."),
        new("ParamRef", b => Parameters(b.Spec.ParamRef), description: "The parameters."),
        ColumnSet.Age<ValidatingAdmissionPolicyBinding>());

    public static readonly ColumnSet MutatingAdmissionPolicies = ColumnSet.Of<MutatingAdmissionPolicy>(
        ColumnSet.Name<MutatingAdmissionPolicy>(),
        new("Mutations", p => p.Spec.Mutations.Count, type: "integer", description: "The number of changes it makes."),
        new("ParamKind", p => Kind(p.Spec.ParamKind), description: "The kind of its parameters."),
        ColumnSet.Age<MutatingAdmissionPolicy>());

    public static readonly ColumnSet MutatingAdmissionPolicyBindings = ColumnSet.Of<MutatingAdmissionPolicyBinding>(
        ColumnSet.Name<MutatingAdmissionPolicyBinding>(),
        new("PolicyName", b => b.Spec.PolicyName, description: "The policy."),
        new("ParamRef", b => Parameters(b.Spec.ParamRef), description: "The parameters."),
        ColumnSet.Age<MutatingAdmissionPolicyBinding>());

    public static readonly ColumnSet FlowSchemas = ColumnSet.Of<FlowSchema>(
        ColumnSet.Name<FlowSchema>(),
        new("PriorityLevel", s => s.Spec.PriorityLevelConfiguration.Name, description: "The level of its requests."),
        new("MatchingPrecedence", s => s.Spec.MatchingPrecedence, description: "Lower ones are tried first."),
        new("DistinguisherMethod", s => s.Spec.DistinguisherMethod?.Type ?? Texts.None, description: "What keeps flows apart."),
        ColumnSet.Age<FlowSchema>(),
        new("MissingPL", s => s.Status.Conditions.FirstOrDefault(c => c.Type == "Dangling")?.Status ?? "?", description: "Whether the level is missing."));

    public static readonly ColumnSet PriorityLevelConfigurations = ColumnSet.Of<PriorityLevelConfiguration>(
        ColumnSet.Name<PriorityLevelConfiguration>(),
        new("Type", l => l.Spec.Type, description: "Whether requests are limited."),
        new("NominalConcurrencyShares", l => Number(l.Spec.Limited?.NominalConcurrencyShares), description: "Its share of the seats."),
        new("Queues", l => Number(l.Spec.Limited?.LimitResponse.Queuing?.Queues), description: "The number of queues."),
        new("HandSize", l => Number(l.Spec.Limited?.LimitResponse.Queuing?.HandSize), description: "The queues one flow may use."),
        new("QueueLengthLimit", l => Number(l.Spec.Limited?.LimitResponse.Queuing?.QueueLengthLimit), description: "The length of a queue."),
        ColumnSet.Age<PriorityLevelConfiguration>());

    private static Cell Number(int? value) => value is { } number ? number : Texts.None;

    private static string Kind(ParamKind? kind) => kind is null ? Texts.Unset : $"{kind.APIVersion}/{kind.Kind}";

    private static string Parameters(ParamRef? parameters) => parameters is null ? Texts.Unset
        : parameters.Namespace.Length > 0 ? $"{parameters.Namespace}/{parameters.Name}" : parameters.Name;

    private static string Subjects(ValueList<Subject> subjects, string kind) => string.Join(
        ", ", subjects.Where(s => s.Kind == kind).Select(s => kind == "ServiceAccount" ? $"{s.Namespace}/{s.Name}" : s.Name));

    private static Cell Condition(CertificateSigningRequest request)
    {
        bool Has(string type) => request.Status.Conditions.Any(c => c.Type == type);
        var status = Has(RequestConditionTypes.Denied) ? "Denied" : Has(RequestConditionTypes.Approved) ? "Approved" : "Pending";
        return string.Concat(status, Has(RequestConditionTypes.Failed) ? ",Failed" : "", request.Status.Certificate.IsEmpty ? "" : ",Issued");
    }

    private static Cell Available(APIService service)
    {
        var condition = service.Status.Conditions.FirstOrDefault(c => c.Type == "Available");
        return condition is null ? "Unknown" : condition.Status == ConditionStatuses.True ? "True" : $"{condition.Status} ({condition.Reason})";
    }
}
