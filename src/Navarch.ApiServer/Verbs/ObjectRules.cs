using Navarch.Api.Validation;

namespace Navarch.ApiServer.Verbs;

/// <summary>Whether an object may be written: the API's rules, and those that only the server can check.</summary>
internal static class ObjectRules
{
    /// <summary>The refusal of a new object, or null.</summary>
    public static Status? CheckNew(ResourceCall call, IKubernetesObject obj, WriteContext context) =>
        Refusal(call, obj, ObjectValidation.Validate(obj).Concat(call.Resource.Strategy.Validate(obj, context)));

    /// <summary>The refusal of a change, or null. Of subresources only the metadata is checked here: they can change nothing else that has rules.</summary>
    public static Status? CheckChange(ResourceCall call, IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var whole = call.Subresource is "" or "scale";
        var ofApi = whole ? ObjectValidation.ValidateUpdate(obj, old) : ObjectValidation.ValidateStatusUpdate(obj, old);
        return Refusal(call, obj, whole ? ofApi.Concat(call.Resource.Strategy.Validate(obj, context)) : ofApi);
    }

    private static Status? Refusal(ResourceCall call, IKubernetesObject obj, IEnumerable<FieldError> errors)
    {
        var all = errors.ToList();
        return all.Count == 0 ? null : Failures.Invalid(call.Kind, obj.Metadata.Name, all);
    }
}
