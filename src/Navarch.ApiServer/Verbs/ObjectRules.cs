namespace Navarch.ApiServer.Verbs;

/// <summary>The rules every object obeys, whatever its kind.</summary>
internal static class ObjectRules
{
    /// <summary>The refusal of an object that breaks rules: those every object obeys, those of its schema, and the kind's own; null when it breaks none.</summary>
    public static Status? Check(ResourceCall call, IKubernetesObject obj, IEnumerable<FieldError> ofKind)
    {
        var errors = NameRules.Check(call.Resource, obj.Metadata).Concat(ofKind).ToList();
        return errors.Count == 0 ? null : Failures.Invalid(call.Kind, obj.Metadata.Name, errors);
    }

    /// <summary>What may not change about an object's metadata.</summary>
    public static IEnumerable<FieldError> CheckChange(IKubernetesObject obj, IKubernetesObject old)
    {
        if (old.Metadata.DeletionTimestamp is not null)
        {
            var added = obj.Metadata.Finalizers.Where(f => !old.Metadata.Finalizers.Contains(f, StringComparer.Ordinal)).ToList();
            if (added.Count > 0)
            {
                var list = string.Join(", ", added.Select(f => $"\"{f}\""));
                yield return FieldError.Forbidden(
                    "metadata.finalizers",
                    $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}");
            }
        }

        if (old.Metadata.DeletionTimestamp is null && obj.Metadata.OwnerReferences.Count(o => o.Controller == true) > 1)
        {
            yield return FieldError.Invalid("metadata.ownerReferences", "", "Only one reference can have Controller set to true");
        }
    }
}
