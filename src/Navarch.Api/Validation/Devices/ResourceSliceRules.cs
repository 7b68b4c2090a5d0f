using Navarch.Api.Core.V1;
using Navarch.Api.Resource.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the devices that drivers publish.</summary>
internal static class ResourceSliceRules
{
    private const int MostDevices = 128;
    private const int MostComplexDevices = 64;
    private const int MostCounterSets = 8;
    private const int MostCounters = 32;
    private const int MostConsumptions = 2;
    private const int MostTaints = 16;
    private const int MostBindingConditions = 4;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(ResourceSlice slice, ErrorList errors)
    {
        var spec = slice.Spec;
        DeviceNameRules.Driver(Spec.Child("driver"), spec.Driver, errors);
        DeviceNameRules.Pool(Spec.Child("pool", "name"), spec.Pool.Name, errors);
        errors.Check(Spec.Child("pool", "resourceSliceCount"), spec.Pool.ResourceSliceCount, spec.Pool.ResourceSliceCount <= 0 ? "must be greater than zero" : null);
        errors.Check(Spec.Child("pool", "generation"), spec.Pool.Generation, spec.Pool.Generation < 0 ? "must be greater than or equal to zero" : null);
        Where(spec.NodeName, spec.NodeSelector, spec.AllNodes, Spec, errors);
        OnlyTrue(spec.PerDeviceNodeSelection, Spec.Child("perDeviceNodeSelection"), errors);
        ExactlyOne(
            Spec,
            ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"],
            [spec.NodeName is { Length: > 0 }, spec.NodeSelector is not null, spec.AllNodes == true, spec.PerDeviceNodeSelection == true],
            errors);
        if (!spec.Devices.IsEmpty && !spec.SharedCounters.IsEmpty)
        {
            errors.Invalid(Spec, null, "only one of `sharedCounters` or `devices` is allowed");
        }

        Devices(spec, errors);
        Counters(spec.SharedCounters, Spec.Child("sharedCounters"), errors);
    }

    public static void ValidateUpdate(ResourceSlice slice, ResourceSlice old, ErrorList errors)
    {
        errors.Immutable(Spec.Child("driver"), slice.Spec.Driver, old.Spec.Driver);
        errors.Immutable(Spec.Child("pool", "name"), slice.Spec.Pool.Name, old.Spec.Pool.Name);
        errors.Immutable(Spec.Child("nodeName"), slice.Spec.NodeName, old.Spec.NodeName);
    }

    private static void Devices(ResourceSliceSpec spec, ErrorList errors)
    {
        var path = Spec.Child("devices");
        var isComplex = spec.Devices.Any(d => !d.Taints.IsEmpty || !d.ConsumesCounters.IsEmpty);
        DeviceNameRules.Count(spec.Devices.Count, isComplex ? MostComplexDevices : MostDevices, path, errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Devices.Count; i++)
        {
            var (device, at) = (spec.Devices[i], path.Index(i));
            DeviceNameRules.Label(at.Child("name"), device.Name, errors);
            if (device.Name.Length > 0 && !names.Add(device.Name))
            {
                errors.Duplicate(at.Child("name"), device.Name);
            }

            DevicePropertyRules.Validate(device, at, errors);
            Consumption(device, at.Child("consumesCounters"), errors);
            Place(device, spec.PerDeviceNodeSelection == true, at, errors);
            Taints(device.Taints, at.Child("taints"), errors);
            Conditions(device.BindingConditions, at.Child("bindingConditions"), errors);
            Conditions(device.BindingFailureConditions, at.Child("bindingFailureConditions"), errors);
        }
    }

    private static void Place(Device device, bool isPerDevice, FieldPath path, ErrorList errors)
    {
        Where(device.NodeName, device.NodeSelector, device.AllNodes, path, errors);
        string[] fields = ["nodeName", "nodeSelector", "allNodes"];
        bool[] set = [device.NodeName is { Length: > 0 }, device.NodeSelector is not null, device.AllNodes == true];
        if (isPerDevice)
        {
            ExactlyOne(path, fields, set, errors);
            return;
        }

        for (var i = 0; i < fields.Length; i++)
        {
            if (set[i])
            {
                errors.Invalid(path.Child(fields[i]), null, $"`{fields[i]}` may be set only if `perDeviceNodeSelection` is true");
            }
        }
    }

    private static void Where(string? nodeName, NodeSelector? selector, bool? all, FieldPath path, ErrorList errors)
    {
        if (nodeName is { Length: 0 })
        {
            errors.Invalid(path.Child("nodeName"), nodeName, "must be either unset or set to a non-empty string");
        }

        NamedRules.Optional(path.Child("nodeName"), nodeName, Names.Dns1123SubdomainProblem, errors);
        OnlyTrue(all, path.Child("allNodes"), errors);
        if (selector is null)
        {
            return;
        }

        AffinityRules.Validate(selector, path.Child("nodeSelector"), errors);
        if (selector.NodeSelectorTerms.Count > 1)
        {
            errors.Invalid(path.Child("nodeSelector", "nodeSelectorTerms"), selector.NodeSelectorTerms, "must have exactly one node selector term");
        }
    }

    private static void OnlyTrue(bool? value, FieldPath path, ErrorList errors) =>
        errors.Check(path, value, value == false ? "must be either unset or set to true" : null);

    private static void ExactlyOne(FieldPath path, string[] fields, bool[] set, ErrorList errors)
    {
        var what = $"exactly one of {string.Join(", ", fields.Select(f => $"`{f}`"))} is required";
        switch (set.Count(s => s))
        {
            case 0:
                errors.Required(path, what);
                break;
            case 1:
                break;
            default:
                errors.Invalid(path, $"{{{string.Join(", ", fields.Where((_, i) => set[i]).Select(f => $"`{f}`"))}}}", what + ", but multiple fields are set");
                break;
        }
    }

    private static void Counters(ValueList<CounterSet> sets, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Count(sets.Count, MostCounterSets, path, errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sets.Count; i++)
        {
            var at = path.Index(i);
            DeviceNameRules.Label(at.Child("name"), sets[i].Name, errors);
            if (sets[i].Name.Length > 0 && !names.Add(sets[i].Name))
            {
                errors.Duplicate(at.Child("name"), sets[i].Name);
            }

            Counters(sets[i].Counters, at.Child("counters"), errors);
        }
    }

    private static void Counters(ValueMap<Counter> counters, FieldPath path, ErrorList errors)
    {
        if (counters.IsEmpty)
        {
            errors.Required(path);
        }

        DeviceNameRules.Count(counters.Count, MostCounters, path, errors);
        foreach (var (name, counter) in counters)
        {
            DeviceNameRules.Label(path.Key(name), name, errors);
            errors.Check(path.Key(name).Child("value"), counter.Value, counter.Value.Sign < 0 ? "must be greater than or equal to 0" : null);
        }
    }

    private static void Consumption(Device device, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Count(device.ConsumesCounters.Count, MostConsumptions, path, errors);
        var sets = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < device.ConsumesCounters.Count; i++)
        {
            var consumption = device.ConsumesCounters[i];
            DeviceNameRules.Label(path.Index(i).Child("counterSet"), consumption.CounterSet, errors);
            if (consumption.CounterSet.Length > 0 && !sets.Add(consumption.CounterSet))
            {
                errors.Duplicate(path.Index(i).Child("counterSet"), consumption.CounterSet);
            }

            Counters(consumption.Counters, path.Index(i).Child("counters"), errors);
        }
    }

    private static void Taints(ValueList<DeviceTaint> taints, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Count(taints.Count, MostTaints, path, errors);
        for (var i = 0; i < taints.Count; i++)
        {
            NamedRules.Needed(path.Index(i).Child("key"), taints[i].Key, Names.QualifiedNameProblem, errors);
            errors.Check(path.Index(i).Child("value"), taints[i].Value, Names.LabelValueProblem(taints[i].Value));
        }
    }

    private static void Conditions(ValueList<string> conditions, FieldPath path, ErrorList errors)
    {
        DeviceNameRules.Count(conditions.Count, MostBindingConditions, path, errors);
        NamedRules.Distinct(path, conditions, errors);
        for (var i = 0; i < conditions.Count; i++)
        {
            errors.Check(path.Index(i), conditions[i], Names.QualifiedNameProblem(conditions[i]));
        }
    }
}
