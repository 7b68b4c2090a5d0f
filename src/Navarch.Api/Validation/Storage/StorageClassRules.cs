using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the classes of storage and of volume attributes, and for capacities of storage.</summary>
internal static class StorageClassRules
{
    private const int MostParameters = 512;
    private const int MostParameterBytes = 256 * 1024;

    public static void Validate(StorageClass storageClass, ErrorList errors)
    {
        Provisioner(FieldPath.Of("provisioner"), storageClass.Provisioner, errors);
        Parameters(storageClass.Parameters, errors);
        if (storageClass.ReclaimPolicy is { } policy && policy is not (PersistentVolumeReclaimPolicies.Delete or PersistentVolumeReclaimPolicies.Retain))
        {
            errors.NotSupported(FieldPath.Of("reclaimPolicy"), policy, PersistentVolumeReclaimPolicies.Delete, PersistentVolumeReclaimPolicies.Retain);
        }

        var terms = storageClass.AllowedTopologies;
        for (var i = 0; i < terms.Count; i++)
        {
            var path = FieldPath.Of("allowedTopologies").Index(i);
            Topology(terms[i], path.Child("matchLabelExpressions"), errors);
            if (terms.AsSpan()[..i].Contains(terms[i]))
            {
                errors.Duplicate(path, "");
            }
        }
    }

    public static void ValidateUpdate(StorageClass storageClass, StorageClass old, ErrorList errors)
    {
        NamedRules.NoUpdates("parameters", storageClass.Parameters, old.Parameters, errors);
        NamedRules.NoUpdates("provisioner", storageClass.Provisioner, old.Provisioner, errors);
        NamedRules.NoUpdates("reclaimPolicy", storageClass.ReclaimPolicy, old.ReclaimPolicy, errors);
        errors.Immutable(FieldPath.Of("volumeBindingMode"), storageClass.VolumeBindingMode, old.VolumeBindingMode);
    }

    public static IEnumerable<string> Warnings(StorageClass storageClass, StorageClass? old) => storageClass.AllowedTopologies.SelectMany((t, i) =>
        t.MatchLabelExpressions.SelectMany((e, j) => NodeLabelWarnings.OfKey(e.Key, $"allowedTopologies[{i}].matchLabelExpressions[{j}].key")));

    public static void Validate(VolumeAttributesClass attributesClass, ErrorList errors)
    {
        Provisioner(FieldPath.Of("driverName"), attributesClass.DriverName, errors);
        if (attributesClass.Parameters.IsEmpty)
        {
            errors.Required(FieldPath.Of("parameters"), "must contain at least one key/value pair");
        }

        Parameters(attributesClass.Parameters, errors);
    }

    public static void ValidateUpdate(VolumeAttributesClass attributesClass, VolumeAttributesClass old, ErrorList errors)
    {
        NamedRules.NoUpdates("driverName", attributesClass.DriverName, old.DriverName, errors);
        NamedRules.NoUpdates("parameters", attributesClass.Parameters, old.Parameters, errors);
    }

    public static void Validate(CSIStorageCapacity capacity, ErrorList errors)
    {
        SelectorRules.Validate(capacity.NodeTopology, FieldPath.Of("nodeTopology"), errors);
        errors.Check(FieldPath.Of("storageClassName"), capacity.StorageClassName, Names.Dns1123SubdomainProblem(capacity.StorageClassName));
        Amount(FieldPath.Of("capacity"), capacity.Capacity, errors);
        Amount(FieldPath.Of("maximumVolumeSize"), capacity.MaximumVolumeSize, errors);
    }

    public static void ValidateUpdate(CSIStorageCapacity capacity, CSIStorageCapacity old, ErrorList errors)
    {
        errors.Immutable(FieldPath.Of("nodeTopology"), capacity.NodeTopology, old.NodeTopology);
        errors.Immutable(FieldPath.Of("storageClassName"), capacity.StorageClassName, old.StorageClassName);
    }

    public static IEnumerable<string> Warnings(CSIStorageCapacity capacity, CSIStorageCapacity? old) => capacity.NodeTopology is not { } topology ? []
        : topology.MatchLabels.Keys.SelectMany(k => NodeLabelWarnings.OfKey(k, $"nodeTopology.matchLabels[{k}]"))
            .Concat(topology.MatchExpressions.SelectMany((e, i) => NodeLabelWarnings.OfKey(e.Key, $"nodeTopology.matchExpressions[{i}].key")));

    private static void Amount(FieldPath path, Quantity? amount, ErrorList errors) =>
        errors.Check(path, amount, amount?.Sign < 0 ? "must be greater than or equal to 0" : null);

    private static void Provisioner(FieldPath path, string name, ErrorList errors) =>
        NamedRules.Needed(path, name, n => Names.QualifiedNameProblem(n.ToLowerInvariant()), errors);

    private static void Parameters(ValueMap<string> parameters, ErrorList errors)
    {
        var path = FieldPath.Of("parameters");
        if (parameters.Count > MostParameters)
        {
            errors.TooLong(path, MostParameters);
            return;
        }

        if (parameters.ContainsKey(""))
        {
            errors.Invalid(path, "", "field can not be empty.");
        }

        if (parameters.Sum(p => System.Text.Encoding.UTF8.GetByteCount(p.Key) + System.Text.Encoding.UTF8.GetByteCount(p.Value)) > MostParameterBytes)
        {
            errors.TooLong(path, MostParameterBytes);
        }
    }

    private static void Topology(TopologySelectorTerm term, FieldPath path, ErrorList errors)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < term.MatchLabelExpressions.Count; i++)
        {
            var expression = term.MatchLabelExpressions[i];
            var at = path.Index(i);
            if (expression.Values.IsEmpty)
            {
                errors.Required(at.Child("values"));
            }

            NamedRules.Distinct(at.Child("values"), expression.Values, errors);
            errors.Check(at.Child("key"), expression.Key, Names.QualifiedNameProblem(expression.Key));
            if (!keys.Add(expression.Key))
            {
                errors.Duplicate(at.Child("key"), expression.Key);
            }
        }
    }
}
