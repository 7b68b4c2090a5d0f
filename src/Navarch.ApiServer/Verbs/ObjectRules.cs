using Navarch.Api.Validation;

namespace Navarch.ApiServer.Verbs;

/// <summary>Whether an object may be written: the API's rules, and those that only the server can check. The caller is warned of what is good but doubtful.</summary>
internal static class ObjectRules
{
    /// <summary>The refusal of a new object, or null.</summary>
    public static Status? CheckNew(ResourceCall call, IKubernetesObject obj, WriteContext context) =>
        Refusal(call, obj, ObjectValidation.Validate(obj).Concat(call.Resource.Strategy.Validate(obj, context))) ?? Warn(call, obj, null);

    /// <summary>The refusal of a change, or null. Of a subresource only what it may change is checked.</summary>
    public static Status? CheckChange(ResourceCall call, IKubernetesObject obj, IKubernetesObject old, WriteContext context) =>
        call.Subresource is not ("" or "scale")
            ? Refusal(call, obj, ObjectValidation.ValidateUpdate(obj, old, call.Subresource).Concat(call.Resource.Strategy.ValidateStatus(obj, old, context)))
            : Refusal(call, obj, ObjectValidation.ValidateUpdate(obj, old).Concat(call.Resource.Strategy.Validate(obj, context))) ?? Warn(call, obj, old);

    private static Status? Refusal(ResourceCall call, IKubernetesObject obj, IEnumerable<FieldError> errors)
    {
        var all = errors.ToList();
        return all.Count == 0 ? null : Failures.Invalid(call.Kind, obj.Metadata.Name, all);
    }

    private static Status? Warn(ResourceCall call, IKubernetesObject obj, IKubernetesObject? old)
    {
        if (call.Warn is { } warn)
        {
            foreach (var warning in ObjectValidation.Warnings(obj, old))
            {
                warn(warning);
            }
        }

        return null;
    }
}
