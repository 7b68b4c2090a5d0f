using System.Collections.Frozen;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for references to fields of the pod and to amounts of its containers, from variables and from files.</summary>
internal static class FieldReferenceRules
{
    // Every field of a pod that has a name to refer to it by; not all of them can be had everywhere.
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.restartPolicy",
        "spec.serviceAccountName", "spec.schedulerName", "status.phase", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs", "spec.host");

    private static readonly string[] OfVariables =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    ];

    private static readonly string[] OfFiles = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly string[] Amounts =
    [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory",
    ];

    private static readonly string[] Units = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];
    private static readonly FrozenSet<Quantity> Divisors = Units.Select(u => Quantity.Parse(u)).ToFrozenSet();

    /// <summary>A field that a variable takes.</summary>
    public static void ForEnvironment(ObjectFieldSelector field, FieldPath path, ErrorList errors) => Field(field, OfVariables, path, errors);

    /// <summary>A field that a file shows.</summary>
    public static void ForFile(ObjectFieldSelector field, FieldPath path, ErrorList errors) => Field(field, OfFiles, path, errors);

    /// <summary>An amount of a resource that a container has or may have.</summary>
    public static void Resource(ResourceFieldSelector field, bool needsContainer, FieldPath path, ErrorList errors)
    {
        if (needsContainer)
        {
            errors.Needs(path, "containerName", field.ContainerName);
        }

        if (field.Resource.Length == 0)
        {
            return;
        }

        var resource = field.Resource;
        if (!Amounts.Contains(resource)
            && !resource.StartsWith("requests.hugepages-", StringComparison.Ordinal) && !resource.StartsWith("limits.hugepages-", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("resource"), resource, Amounts);
            return;
        }

        if (field.Divisor.IsZero)
        {
            return;
        }

        var name = resource[(resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (name == "cpu" ? field.Divisor != Quantity.Milli(1) && field.Divisor != new Quantity(1) : !Divisors.Contains(field.Divisor))
        {
            var allowed = name == "cpu" ? "1m and 1 are" : string.Join(", ", Units) + " are";
            var what = name switch { "cpu" or "memory" => name, "ephemeral-storage" => "local ephemeral storage", _ => "hugepages" };
            errors.Invalid(path.Child("divisor"), field.Divisor, $"only divisor's values {allowed} supported with the {what} resource");
        }
    }

    private static void Field(ObjectFieldSelector field, string[] allowed, FieldPath path, ErrorList errors)
    {
        if (field.FieldPath.Length == 0)
        {
            return;
        }

        var name = field.FieldPath;
        if (TrySplit(name, out var map, out var key))
        {
            var problem = map switch
            {
                "metadata.annotations" => Names.QualifiedNameProblem(key.ToLowerInvariant()),
                "metadata.labels" => Names.QualifiedNameProblem(key),
                _ => $"\"{map}\" does not support subscript",
            };
            errors.Check(path, problem is null || map is "metadata.annotations" or "metadata.labels" ? key : map, problem);
        }
        else if (!Known.Contains(name))
        {
            errors.Invalid(path.Child("fieldPath"), name, $"error converting fieldPath: field label not supported: {name}");
        }
        else if (Array.IndexOf(allowed, name == "spec.host" ? "spec.nodeName" : name) < 0)
        {
            errors.NotSupported(path.Child("fieldPath"), name, allowed);
        }
    }

    // metadata.labels['key']
    private static bool TrySplit(string fieldPath, out string map, out string key)
    {
        var open = fieldPath.IndexOf("['", StringComparison.Ordinal);
        if (open < 0 || !fieldPath.EndsWith("']", StringComparison.Ordinal))
        {
            (map, key) = (fieldPath, "");
            return false;
        }

        (map, key) = (fieldPath[..open], fieldPath[(open + 2)..^2]);
        return true;
    }
}
