using System.Globalization;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>
/// The limit ranges of a namespace fill in what containers leave open, and refuse containers, pods and claims that ask for too little or too much.
/// </summary>
internal sealed class LimitRangeAdmission : IAdmissionRule
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var applies = request.Context.Subresource.Length == 0 && request.Operation switch
        {
            AdmissionOperation.Create => obj is Pod or PersistentVolumeClaim,
            AdmissionOperation.Update => obj is PersistentVolumeClaim,
            _ => false,
        };
        return ValueTask.FromResult(applies ? Admit(obj!, request) : ApiResult<IKubernetesObject?>.Ok(obj));
    }

    private static ApiResult<IKubernetesObject?> Admit(IKubernetesObject obj, AdmissionRequest request)
    {
        var ranges = request.Context.Objects.List<LimitRange>(obj.Metadata.Namespace).OrderBy(r => r.Metadata.Name, StringComparer.Ordinal).ToArray();
        if (ranges.Length == 0)
        {
            return ApiResult<IKubernetesObject?>.Ok(obj);
        }

        if (obj is Pod pod)
        {
            foreach (var range in ranges)
            {
                pod = WithDefaults(pod, range);
            }

            obj = pod with { Status = pod.Status with { QOSClass = Pods.QosClass(pod.Spec) } };
        }

        foreach (var range in ranges)
        {
            var errors = range.Spec.Limits.SelectMany(item => Errors(item, obj)).Distinct(StringComparer.Ordinal).ToArray();
            if (errors.Length > 0)
            {
                var why = errors.Length == 1 ? errors[0] : $"[{string.Join(", ", errors)}]";
                return Failures.Forbidden(request.Context.Resource.Kind, request.Name, why);
            }
        }

        return ApiResult<IKubernetesObject?>.Ok(obj);
    }

    private static Pod WithDefaults(Pod pod, LimitRange range)
    {
        var limits = Merged(range, i => i.Default);
        var requests = Merged(range, i => i.DefaultRequest);
        if (limits.IsEmpty && requests.IsEmpty)
        {
            return pod;
        }

        var told = new List<string>();
        var spec = pod.Spec with
        {
            Containers = pod.Spec.Containers.Select(c => Filled(c, "container")).ToValueList(),
            InitContainers = pod.Spec.InitContainers.Select(c => Filled(c, "init container")).ToValueList(),
        };
        return told.Count == 0
            ? pod
            : pod with { Spec = spec, Metadata = pod.Metadata.WithAnnotation(Annotation, $"LimitRanger plugin set: {string.Join("; ", told)}") };

        Container Filled(Container container, string what)
        {
            var resources = container.Resources;
            resources = resources with
            {
                Requests = Add(resources.Requests, requests, "request", container.Name, what),
                Limits = Add(resources.Limits, limits, "limit", container.Name, what),
            };
            return resources == container.Resources ? container : container with { Resources = resources };
        }

        ValueMap<Quantity> Add(ValueMap<Quantity> given, ValueMap<Quantity> defaults, string which, string name, string what)
        {
            var missing = defaults.Where(d => !given.ContainsKey(d.Key)).OrderBy(d => d.Key, StringComparer.Ordinal).ToArray();
            if (missing.Length > 0)
            {
                told.Add($"{string.Join(", ", missing.Select(d => d.Key))} {which} for {what} {name}");
            }

            return missing.Aggregate(given, (all, d) => all.SetItem(d.Key, d.Value));
        }
    }

    private static ValueMap<Quantity> Merged(LimitRange range, Func<LimitRangeItem, ValueMap<Quantity>> of) => range.Spec.Limits
        .Where(i => i.Type == LimitTypes.Container)
        .SelectMany(i => of(i).AsEnumerable())
        .Aggregate(default(ValueMap<Quantity>), (all, d) => all.SetItem(d.Key, d.Value));

    private static IEnumerable<string> Errors(LimitRangeItem item, IKubernetesObject obj) => (item.Type, obj) switch
    {
        (LimitTypes.Container, Pod pod) => pod.Spec.Containers.Concat(pod.Spec.InitContainers).SelectMany(c => Errors(item, c.Resources.Requests, c.Resources.Limits)),
        (LimitTypes.Pod, Pod pod) => Errors(item, Pods.Requests(pod.Spec), Pods.Limits(pod.Spec)),
        (LimitTypes.PersistentVolumeClaim, PersistentVolumeClaim claim) => ClaimErrors(item, claim.Spec.Resources.Requests),
        _ => [],
    };

    private static IEnumerable<string> Errors(LimitRangeItem item, ValueMap<Quantity> requests, ValueMap<Quantity> limits)
    {
        foreach (var (name, min) in item.Min.ToArray())
        {
            var text = $"minimum {name} usage per {item.Type} is {min}";
            if (!requests.TryGetValue(name, out var request))
            {
                yield return $"{text}.  No request is specified";
            }
            else if (request < min)
            {
                yield return $"{text}, but request is {request}";
            }
            else if (limits.TryGetValue(name, out var limit) && limit < min)
            {
                yield return $"{text}, but limit is {limit}";
            }
        }

        foreach (var (name, max) in item.Max.ToArray())
        {
            var text = $"maximum {name} usage per {item.Type} is {max}";
            if (!limits.TryGetValue(name, out var limit))
            {
                yield return $"{text}.  No limit is specified";
            }
            else if (limit > max)
            {
                yield return $"{text}, but limit is {limit}";
            }
            else if (requests.TryGetValue(name, out var request) && request > max)
            {
                yield return $"{text}, but request is {request}";
            }
        }

        foreach (var (name, ratio) in item.MaxLimitRequestRatio.ToArray())
        {
            var text = $"{name} max limit to request ratio per {item.Type} is {ratio}";
            if (!requests.TryGetValue(name, out var request) || request.IsZero)
            {
                yield return $"{text}, but no request is specified or request is 0";
            }
            else if (!limits.TryGetValue(name, out var limit) || limit.IsZero)
            {
                yield return $"{text}, but no limit is specified or limit is 0";
            }
            else if (limit.ToDouble() / request.ToDouble() > ratio.ToDouble())
            {
                yield return $"{text}, but provided ratio is {(limit.ToDouble() / request.ToDouble()).ToString("F6", CultureInfo.InvariantCulture)}";
            }
        }
    }

    private static IEnumerable<string> ClaimErrors(LimitRangeItem item, ValueMap<Quantity> requests)
    {
        foreach (var (name, min) in item.Min.ToArray())
        {
            if (!requests.TryGetValue(name, out var request) || request < min)
            {
                yield return $"minimum {name} usage per {item.Type} is {min}{(requests.ContainsKey(name) ? $", but request is {requests[name]}" : ".  No request is specified")}";
            }
        }

        foreach (var (name, max) in item.Max.ToArray())
        {
            if (!requests.TryGetValue(name, out var request) || request > max)
            {
                yield return $"maximum {name} usage per {item.Type} is {max}{(requests.ContainsKey(name) ? $", but request is {requests[name]}" : ".  No request is specified")}";
            }
        }
    }
}
