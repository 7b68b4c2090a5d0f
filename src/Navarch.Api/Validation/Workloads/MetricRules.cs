using Navarch.Api.Autoscaling.V2;

namespace Navarch.Api.Validation;

/// <summary>Rules for the metrics an autoscaler looks at: the source its type names, and only that, with a target that suits it.</summary>
internal static class MetricRules
{
    public static void Validate(MetricSpec metric, FieldPath path, ErrorList errors)
    {
        var expected = metric.Type switch
        {
            MetricSourceTypes.Object => "object",
            MetricSourceTypes.Pods => "pods",
            MetricSourceTypes.Resource => "resource",
            MetricSourceTypes.ContainerResource => "containerResource",
            MetricSourceTypes.External => "external",
            _ => null,
        };
        foreach (var (name, isGiven) in (ReadOnlySpan<(string, bool)>)
            [("object", metric.Object is not null), ("pods", metric.Pods is not null), ("resource", metric.Resource is not null),
             ("containerResource", metric.ContainerResource is not null), ("external", metric.External is not null)])
        {
            if (name == expected && !isGiven)
            {
                errors.Required(path.Child(name), "must populate information for the given metric source");
            }
            else if (name != expected && isGiven && expected is not null)
            {
                errors.Forbidden(path.Child(name), "must populate the given metric source only");
            }
        }

        Sources(metric, path, errors);
    }

    private static void Sources(MetricSpec metric, FieldPath path, ErrorList errors)
    {
        if (metric.Object is { } obj)
        {
            var at = path.Child("object");
            AutoscalingRules.Target(obj.DescribedObject.Kind, obj.DescribedObject.Name, obj.DescribedObject.APIVersion, at.Child("describedObject"), errors);
            Metric(obj.Metric, at, errors);
            ValueTarget(obj.Target, at.Child("target"), mayBoth: true, errors);
        }

        if (metric.External is { } external)
        {
            Metric(external.Metric, path.Child("external"), errors);
            ValueTarget(external.Target, path.Child("external", "target"), mayBoth: false, errors);
        }

        if (metric.Pods is { } pods)
        {
            Metric(pods.Metric, path.Child("pods"), errors);
            Positive(pods.Target, path.Child("pods", "target"), errors);
            if (pods.Target.AverageValue is null)
            {
                errors.Required(path.Child("pods", "target").Child("averageValue"), "must specify a positive target averageValue");
            }
        }

        if (metric.Resource is { } resource)
        {
            Resource(resource.Name, resource.Target, path.Child("resource"), errors);
        }

        if (metric.ContainerResource is { } ofContainer)
        {
            if (ofContainer.Container.Length == 0)
            {
                errors.Required(path.Child("containerResource", "container"), "must specify a container");
            }

            Resource(ofContainer.Name, ofContainer.Target, path.Child("containerResource"), errors);
        }
    }

    private static void Metric(MetricIdentifier metric, FieldPath path, ErrorList errors)
    {
        var at = path.Child("metric");
        if (metric.Name.Length == 0)
        {
            errors.Required(at.Child("name"), "must specify a metric name");
        }

        errors.Check(at, "name", metric.Name, Names.PathSegmentProblem);
        SelectorRules.Validate(metric.Selector, at.Child("selector"), errors);
    }

    private static void ValueTarget(MetricTarget target, FieldPath path, bool mayBoth, ErrorList errors)
    {
        Positive(target, path, errors);
        if (target.Value is null && target.AverageValue is null)
        {
            errors.Required(path.Child("averageValue"), "must set either a target value for metric or a per-pod target");
        }
        else if (!mayBoth && target.Value is not null && target.AverageValue is not null)
        {
            errors.Forbidden(path.Child("value"), "may not set both a target value for metric and a per-pod target");
        }
    }

    private static void Resource(string name, MetricTarget target, FieldPath path, ErrorList errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"), "must specify a resource name");
        }

        var at = path.Child("target");
        Positive(target, at, errors);
        if (target.AverageUtilization is null && target.AverageValue is null)
        {
            errors.Required(at.Child("averageUtilization"), "must set either a target raw value or a target utilization");
        }
        else if (target.AverageUtilization is not null && target.AverageValue is not null)
        {
            errors.Forbidden(at.Child("averageValue"), "may not set both a target raw value and a target utilization");
        }
    }

    private static void Positive(MetricTarget target, FieldPath path, ErrorList errors)
    {
        if (target.Value is { Sign: <= 0 } value)
        {
            errors.Invalid(path.Child("value"), value, "must be positive");
        }

        if (target.AverageValue is { Sign: <= 0 } average)
        {
            errors.Invalid(path.Child("averageValue"), average, "must be positive");
        }

        if (target.AverageUtilization < 1)
        {
            errors.Invalid(path.Child("averageUtilization"), target.AverageUtilization, "must be greater than 0");
        }
    }
}
