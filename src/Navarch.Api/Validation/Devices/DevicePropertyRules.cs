using Navarch.Api.Resource.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the attributes and capacities of a device.</summary>
internal static class DevicePropertyRules
{
    private const int MostProperties = 32;
    private const int LongestText = 64;
    private const int MostValidValues = 10;

    public static void Validate(Device device, FieldPath path, ErrorList errors)
    {
        if (device.Attributes.Count + device.Capacity.Count > MostProperties)
        {
            errors.Invalid(path, device.Attributes.Count + device.Capacity.Count, $"the total number of attributes and capacities must not exceed {MostProperties}");
        }

        foreach (var (name, attribute) in device.Attributes)
        {
            var at = path.Child("attributes").Key(name);
            DeviceNameRules.Qualified(at, name, needsDomain: false, errors);
            Attribute(attribute, at, errors);
        }

        foreach (var (name, capacity) in device.Capacity)
        {
            var at = path.Child("capacity").Key(name);
            DeviceNameRules.Qualified(at, name, needsDomain: false, errors);
            if (capacity.RequestPolicy is not { } policy)
            {
                continue;
            }

            if (device.AllowMultipleAllocations != true)
            {
                errors.Forbidden(at.Child("requestPolicy"), "allowMultipleAllocations must be true");
            }

            Policy(policy, capacity.Value, at.Child("requestPolicy"), errors);
        }
    }

    private static void Attribute(DeviceAttribute attribute, FieldPath path, ErrorList errors)
    {
        bool[] set =
        [
            attribute.IntValue is not null, attribute.BoolValue is not null, attribute.StringValue is not null, attribute.VersionValue is not null,
            !attribute.IntValues.IsEmpty, !attribute.BoolValues.IsEmpty, !attribute.StringValues.IsEmpty, !attribute.VersionValues.IsEmpty,
        ];
        switch (set.Count(s => s))
        {
            case 0:
                errors.Required(path, "exactly one value must be specified");
                return;
            case 1:
                break;
            default:
                errors.Invalid(path, attribute, "exactly one value must be specified");
                return;
        }

        Text(path.Child("string"), attribute.StringValue, errors);
        Version(path.Child("version"), attribute.VersionValue, errors);
        for (var i = 0; i < attribute.StringValues.Count; i++)
        {
            Text(path.Child("strings").Index(i), attribute.StringValues[i], errors);
        }

        for (var i = 0; i < attribute.VersionValues.Count; i++)
        {
            Version(path.Child("versions").Index(i), attribute.VersionValues[i], errors);
        }
    }

    private static void Text(FieldPath path, string? text, ErrorList errors)
    {
        if (text is not null)
        {
            DeviceNameRules.TooLong(path, text, LongestText, errors);
        }
    }

    private static void Version(FieldPath path, string? version, ErrorList errors)
    {
        Text(path, version, errors);
        if (version is not null && !IsSemantic(version))
        {
            errors.Invalid(path, version, "must be a string compatible with semver.org spec 2.0.0");
        }
    }

    /// <summary>Whether a text is <c>1.2.3-pre.1+build.5</c>: three numbers, then identifiers; numbers have no leading zeros.</summary>
    private static bool IsSemantic(string version)
    {
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        var build = plus < 0 ? null : version[(plus + 1)..];
        var rest = plus < 0 ? version : version[..plus];
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        var pre = dash < 0 ? null : rest[(dash + 1)..];
        var numbers = (dash < 0 ? rest : rest[..dash]).Split('.');
        return numbers.Length == 3 && numbers.All(IsNumber)
            && (pre is null || pre.Split('.').All(p => IsIdentifier(p) && (!p.All(char.IsAsciiDigit) || IsNumber(p))))
            && (build is null || build.Split('.').All(IsIdentifier));
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');

    private static bool IsIdentifier(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static void Policy(CapacityRequestPolicy policy, Quantity capacity, FieldPath path, ErrorList errors)
    {
        if (policy.ValidRange is not null && !policy.ValidValues.IsEmpty)
        {
            errors.Forbidden(path, "exactly one policy can be specified, cannot specify `validValues` and `validRange` at the same time");
        }

        if (policy.Default is not { } usual)
        {
            if (policy.ValidRange is not null || !policy.ValidValues.IsEmpty)
            {
                errors.Required(path.Child("default"), "required when validValues or validRange is defined");
            }
        }
        else if (usual > capacity)
        {
            errors.Invalid(path.Child("default"), usual, $"default is larger than capacity value: {capacity}");
        }

        Values(policy, capacity, path.Child("validValues"), errors);
        if (policy.ValidRange is { } range)
        {
            Range(range, policy.Default, capacity, path, errors);
        }
    }

    private static void Values(CapacityRequestPolicy policy, Quantity capacity, FieldPath path, ErrorList errors)
    {
        var values = policy.ValidValues;
        DeviceNameRules.Count(values.Count, MostValidValues, path, errors);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] > capacity)
            {
                errors.Invalid(path.Index(i), values[i], $"option is larger than capacity value: {capacity}");
            }

            if (i > 0 && values[i] == values[i - 1])
            {
                errors.Duplicate(path.Index(i), values[i]);
            }
            else if (i > 0 && values[i] < values[i - 1])
            {
                errors.Invalid(path.Index(i), values[i], "must be sorted in ascending order");
            }
        }

        if (policy.Default is { } usual && !values.IsEmpty && !values.Contains(usual))
        {
            errors.Invalid(path, usual, "default value is not valid according to the requestPolicy");
        }
    }

    private static void Range(CapacityRequestPolicyRange range, Quantity? usual, Quantity capacity, FieldPath policy, ErrorList errors)
    {
        var path = policy.Child("validRange");
        if (range.Min is not { } least)
        {
            errors.Required(path.Child("min"), "required when validRange is defined");
            return;
        }

        errors.Check(path.Child("min"), least, least.Sign < 0 ? "must be greater than or equal to 0" : least > capacity ? $"min is larger than capacity value: {capacity}" : null);
        errors.Check(path.Child("max"), range.Max, range.Max > capacity ? $"max is larger than capacity value: {capacity}" : least > range.Max ? $"min is larger than max value: {range.Max}" : null);
        if (usual is { } value && (value < least || value > range.Max))
        {
            errors.Invalid(policy.Child("default"), value, "default value is not valid according to the requestPolicy");
        }

        if (range.Step is { } step)
        {
            Step(step, range, least, usual, capacity, policy, errors);
        }
    }

    private static void Step(Quantity step, CapacityRequestPolicyRange range, Quantity least, Quantity? usual, Quantity capacity, FieldPath policy, ErrorList errors)
    {
        var path = policy.Child("validRange");
        if (step.Sign <= 0)
        {
            errors.Invalid(path.Child("step"), step, "must be greater than zero");
            return;
        }

        errors.Check(path.Child("step"), step, least + step > capacity ? $"one step {step} is larger than capacity value: {capacity}" : null);
        foreach (var (field, value) in (ReadOnlySpan<(FieldPath, Quantity?)>)[(path.Child("max"), range.Max), (policy.Child("default"), usual)])
        {
            if (value is { } amount && (amount.MilliValue() - least.MilliValue()) % step.MilliValue() != 0)
            {
                errors.Invalid(field, amount, $"value is not a multiple of a given step ({step}) from ({least})");
            }
        }
    }
}
