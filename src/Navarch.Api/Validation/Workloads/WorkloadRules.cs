using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what makes pods: selectors that fit their templates and never change, counts, rollout settings.</summary>
internal static class WorkloadRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Template = FieldPath.Of("spec").Child("template");

    public static void Validate(Deployment deployment, ErrorList errors)
    {
        var spec = deployment.Spec;
        SelectorRules.ValidateOwn(spec.Selector, spec.Template.Metadata.Labels, "deployment", Spec, errors);
        RunsAlways(spec.Template, errors);
        if (spec.ProgressDeadlineSeconds is { } deadline)
        {
            if (deadline <= spec.MinReadySeconds)
            {
                errors.Invalid(Spec.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
            }
        }

        var strategy = Spec.Child("strategy");
        if (spec.Strategy is { Type: DeploymentStrategyTypes.Recreate, RollingUpdate: not null })
        {
            errors.Forbidden(strategy.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
        }
        else if (spec.Strategy is { Type: DeploymentStrategyTypes.RollingUpdate, RollingUpdate: null })
        {
            errors.Required(strategy.Child("rollingUpdate"), "this should be defaulted and never be nil");
        }
        else if (spec.Strategy.RollingUpdate is { } rolling)
        {
            CountOrPercent(rolling.MaxUnavailable, strategy.Child("rollingUpdate", "maxUnavailable"), errors);
            CountOrPercent(rolling.MaxSurge, strategy.Child("rollingUpdate", "maxSurge"), errors);
            AtMostAll(rolling.MaxUnavailable, strategy.Child("rollingUpdate", "maxUnavailable"), errors);
            if (IsNothing(rolling.MaxUnavailable) && IsNothing(rolling.MaxSurge))
            {
                errors.Invalid(strategy.Child("rollingUpdate", "maxUnavailable"), rolling.MaxUnavailable, "may not be 0 when `maxSurge` is 0");
            }
        }
    }

    public static void ValidateUpdate(Deployment deployment, Deployment old, ErrorList errors) =>
        errors.Immutable(Spec.Child("selector"), deployment.Spec.Selector, old.Spec.Selector);

    public static void Validate(ReplicaSet set, ErrorList errors)
    {
        SelectorRules.ValidateOwn(set.Spec.Selector, set.Spec.Template.Metadata.Labels, "deployment", Spec, errors);
        RunsAlways(set.Spec.Template, errors);
    }

    public static void ValidateUpdate(ReplicaSet set, ReplicaSet old, ErrorList errors) =>
        errors.Immutable(Spec.Child("selector"), set.Spec.Selector, old.Spec.Selector);

    public static void Validate(ReplicationController controller, ErrorList errors)
    {
        var spec = controller.Spec;
        if (spec.Selector.IsEmpty)
        {
            errors.Required(Spec.Child("selector"));
        }

        MetadataRules.Labels(spec.Selector, Spec.Child("selector"), errors);
        if (spec.Template is not { } template)
        {
            errors.Required(Template);
            return;
        }

        if (!spec.Selector.IsEmpty && !LabelSelectors.Matches(spec.Selector, template.Metadata.Labels))
        {
            errors.Invalid(Template.Child("metadata", "labels"), template.Metadata.Labels, "`selector` does not match template `labels`");
        }

        RunsAlways(template, errors);
    }

    public static void Validate(DaemonSet set, ErrorList errors)
    {
        SelectorRules.ValidateOwn(set.Spec.Selector, set.Spec.Template.Metadata.Labels, "daemonset", Spec, errors);
        RunsAlways(set.Spec.Template, errors);
        if (set.Spec.UpdateStrategy is { Type: DaemonSetUpdateStrategyTypes.RollingUpdate, RollingUpdate: null })
        {
            errors.Required(Spec.Child("updateStrategy", "rollingUpdate"));
        }
        else if (set.Spec.UpdateStrategy is { Type: DaemonSetUpdateStrategyTypes.RollingUpdate, RollingUpdate: { } rolling })
        {
            var path = Spec.Child("updateStrategy", "rollingUpdate");
            CountOrPercent(rolling.MaxUnavailable, path.Child("maxUnavailable"), errors);
            CountOrPercent(rolling.MaxSurge, path.Child("maxSurge"), errors);
            AtMostAll(rolling.MaxUnavailable, path.Child("maxUnavailable"), errors);
            AtMostAll(rolling.MaxSurge, path.Child("maxSurge"), errors);
            if (IsNothing(rolling.MaxUnavailable) == IsNothing(rolling.MaxSurge))
            {
                errors.Invalid(
                    path.Child(IsNothing(rolling.MaxSurge) ? "maxUnavailable" : "maxSurge"),
                    IsNothing(rolling.MaxSurge) ? rolling.MaxUnavailable : rolling.MaxSurge,
                    IsNothing(rolling.MaxSurge) ? "cannot be 0 when maxSurge is 0" : "may not be set when maxUnavailable is non-zero");
            }
        }
    }

    public static void ValidateUpdate(DaemonSet set, DaemonSet old, ErrorList errors) =>
        errors.Immutable(Spec.Child("selector"), set.Spec.Selector, old.Spec.Selector);

    public static void Validate(StatefulSet set, ErrorList errors)
    {
        var spec = set.Spec;

        SelectorRules.ValidateOwn(spec.Selector, spec.Template.Metadata.Labels, "statefulset", Spec, errors);
        RunsAlways(spec.Template, errors, spec.VolumeClaimTemplates);
        errors.Check(Spec, "serviceName", spec.ServiceName, Names.Dns1123SubdomainProblem);
        if (spec.PodManagementPolicy.Length == 0)
        {
            errors.Required(Spec.Child("podManagementPolicy"));
        }

        if (spec.UpdateStrategy.RollingUpdate is { } rolling)
        {
            var path = Spec.Child("updateStrategy", "rollingUpdate");
            if (spec.UpdateStrategy.Type == StatefulSetUpdateStrategyTypes.OnDelete)
            {
                errors.Invalid(path, rolling, "only allowed for updateStrategy 'RollingUpdate'");
            }

            if (rolling.MaxUnavailable is { } most)
            {
                CountOrPercent(most, path.Child("maxUnavailable"), errors);
                AtMostAll(most, path.Child("maxUnavailable"), errors);
                if (IsNothing(most))
                {
                    errors.Invalid(path.Child("maxUnavailable"), most, "cannot be 0");
                }
            }
        }

    }

    /// <summary>Only the scale, the template, how it rolls out and what becomes of its claims may change.</summary>
    public static void ValidateUpdate(StatefulSet set, StatefulSet old, ErrorList errors)
    {
        var same = old.Spec with
        {
            Replicas = set.Spec.Replicas,
            Template = set.Spec.Template,
            UpdateStrategy = set.Spec.UpdateStrategy,
            MinReadySeconds = set.Spec.MinReadySeconds,
            Ordinals = set.Spec.Ordinals,
            RevisionHistoryLimit = set.Spec.RevisionHistoryLimit,
            PersistentVolumeClaimRetentionPolicy = set.Spec.PersistentVolumeClaimRetentionPolicy,
        };
        if (same != set.Spec)
        {
            errors.Forbidden(Spec, "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    public static void Validate(ControllerRevision revision, ErrorList errors)
    {
        if (revision.Data.IsEmpty)
        {
            errors.Required(FieldPath.Of("data"), "data is mandatory");
        }
    }

    public static void ValidateUpdate(ControllerRevision revision, ControllerRevision old, ErrorList errors) =>
        errors.Immutable(FieldPath.Of("data"), revision.Data, old.Data);

    public static void Validate(PodDisruptionBudget budget, ErrorList errors)
    {
        if (budget.Spec.MinAvailable is not null && budget.Spec.MaxUnavailable is not null)
        {
            errors.Invalid(Spec, budget.Spec, "minAvailable and maxUnavailable cannot be both set");
        }

        CountOrPercent(budget.Spec.MinAvailable, Spec.Child("minAvailable"), errors);
        CountOrPercent(budget.Spec.MaxUnavailable, Spec.Child("maxUnavailable"), errors);
        AtMostAll(budget.Spec.MinAvailable, Spec.Child("minAvailable"), errors);
        AtMostAll(budget.Spec.MaxUnavailable, Spec.Child("maxUnavailable"), errors);
        SelectorRules.Validate(budget.Spec.Selector, Spec.Child("selector"), errors);
    }

    private static void RunsAlways(PodTemplateSpec template, ErrorList errors, ValueList<PersistentVolumeClaim> claims = default)
    {
        PodRules.ValidateTemplate(template, Template, errors, claims);
        if (template.Spec.RestartPolicy is not (RestartPolicies.Always or ""))
        {
            errors.NotSupported(Template.Child("spec", "restartPolicy"), template.Spec.RestartPolicy, RestartPolicies.Always);
        }

        if (template.Spec.ActiveDeadlineSeconds is not null)
        {
            errors.Forbidden(Template.Child("spec", "activeDeadlineSeconds"), "activeDeadlineSeconds in this kind is not Supported");
        }
    }

    private static void CountOrPercent(IntOrString? value, FieldPath path, ErrorList errors)
    {
        if (value is { IsString: true, IsPercent: false } text)
        {
            errors.Invalid(path, text.Text, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', or '93%', regex used for validation is '[0-9]+%')");
        }
        else if (value is { IsString: false } number)
        {
            errors.NotNegative(path, number.Number);
        }
    }

    private static void AtMostAll(IntOrString? value, FieldPath path, ErrorList errors)
    {
        if (value is { } given && given.TryGetPercent(out var percent) && percent > 100)
        {
            errors.Invalid(path, given, "must not be greater than 100%");
        }
    }

    private static bool IsNothing(IntOrString? value) => value is not { } given || given.Scaled(100, roundUp: true) is 0;
}
