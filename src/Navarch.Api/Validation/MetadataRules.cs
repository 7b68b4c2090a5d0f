using System.Text;
using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Rbac.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what every object has.</summary>
internal static class MetadataRules
{
    private const int AnnotationBytes = 256 * 1024;

    // Kinds whose names have a rule of their own; all others are named by DNS subdomains.
    private static readonly Dictionary<Type, Func<string, string?>> NameRules = new()
    {
        [typeof(Namespace)] = Names.Dns1123LabelProblem,
        [typeof(Service)] = Names.Dns1035LabelProblem,
        [typeof(StatefulSet)] = Names.Dns1123LabelProblem,
        [typeof(CronJob)] = n => n.Length > 52 ? "must be no more than 52 characters" : Names.Dns1123SubdomainProblem(n),
        [typeof(Role)] = Names.PathSegmentProblem,
        [typeof(ClusterRole)] = Names.PathSegmentProblem,
        [typeof(RoleBinding)] = Names.PathSegmentProblem,
        [typeof(ClusterRoleBinding)] = Names.PathSegmentProblem,
        [typeof(Certificates.V1.CertificateSigningRequest)] = Names.PathSegmentProblem,
        [typeof(ApiRegistration.V1.APIService)] = Names.PathSegmentProblem,
        [typeof(Networking.V1.IPAddress)] = NetworkingRules.AddressNameProblem,
    };

    public static void Validate(IKubernetesObject obj, ErrorList errors)
    {
        var path = FieldPath.Of("metadata");
        var metadata = obj.Metadata;
        var rule = NameRules.GetValueOrDefault(obj.GetType()) ?? Names.Dns1123SubdomainProblem;
        if (metadata.Name.Length == 0)
        {
            errors.Required(path.Child("name"), "name or generateName is required");
        }
        else
        {
            errors.Check(path.Child("name"), metadata.Name, rule(metadata.Name));
        }

        if (metadata.GenerateName.Length > 0)
        {
            errors.Check(path.Child("generateName"), metadata.GenerateName, rule(metadata.GenerateName.TrimEnd('-') + "x"));
        }

        if (obj.KindInfo.Namespaced && metadata.Namespace.Length == 0)
        {
            errors.Required(path.Child("namespace"));
        }
        else if (!obj.KindInfo.Namespaced && obj.KindInfo.IsServed && metadata.Namespace.Length > 0)
        {
            errors.Forbidden(path.Child("namespace"), "not allowed on this type");
        }
        else if (metadata.Namespace.Length > 0)
        {
            errors.Check(path.Child("namespace"), metadata.Namespace, Names.Dns1123LabelProblem(metadata.Namespace));
        }

        errors.NotNegative(path.Child("generation"), metadata.Generation);
        Labels(metadata.Labels, path.Child("labels"), errors);
        Annotations(metadata.Annotations, path.Child("annotations"), errors);
        Owners(metadata.OwnerReferences, path.Child("ownerReferences"), errors);
        foreach (var finalizer in metadata.Finalizers)
        {
            errors.Check(path.Child("finalizers"), finalizer, FinalizerProblem(finalizer));
        }
    }

    public static void ValidateUpdate(ObjectMeta metadata, ObjectMeta old, ErrorList errors)
    {
        var path = FieldPath.Of("metadata");
        errors.Immutable(path.Child("name"), metadata.Name, old.Name);
        errors.Immutable(path.Child("namespace"), metadata.Namespace, old.Namespace);
        errors.Immutable(path.Child("uid"), metadata.UID, old.UID);
        errors.Immutable(path.Child("creationTimestamp"), metadata.CreationTimestamp, old.CreationTimestamp);
        errors.Immutable(path.Child("deletionTimestamp"), metadata.DeletionTimestamp, old.DeletionTimestamp);
        errors.Immutable(path.Child("deletionGracePeriodSeconds"), metadata.DeletionGracePeriodSeconds, old.DeletionGracePeriodSeconds);
        if (metadata.Generation < old.Generation)
        {
            errors.Invalid(path.Child("generation"), metadata.Generation, "must not be decremented");
        }

        if (old.DeletionTimestamp is not null && metadata.Finalizers.Any(f => !old.HasFinalizer(f)))
        {
            errors.Forbidden(path.Child("finalizers"), $"no new finalizers can be added if the object is being deleted, found new finalizers {string.Join(", ", metadata.Finalizers.Where(f => !old.HasFinalizer(f)))}");
        }
    }

    /// <summary>Labels of an object or a template.</summary>
    public static void Labels(ValueMap<string> labels, FieldPath path, ErrorList errors)
    {
        foreach (var (key, value) in labels)
        {
            errors.Check(path, key, Names.QualifiedNameProblem(key));
            errors.Check(path, value, Names.LabelValueProblem(value));
        }
    }

    /// <summary>Annotations of an object or a template.</summary>
    public static void Annotations(ValueMap<string> annotations, FieldPath path, ErrorList errors)
    {
        var size = 0;
        foreach (var (key, value) in annotations)
        {
            errors.Check(path, key, Names.QualifiedNameProblem(key.ToLowerInvariant()));
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        if (size > AnnotationBytes)
        {
            errors.TooLong(path, AnnotationBytes);
        }
    }

    private static void Owners(ValueList<OwnerReference> owners, FieldPath path, ErrorList errors)
    {
        var controllers = 0;
        for (var i = 0; i < owners.Count; i++)
        {
            var owner = owners[i];
            var at = path.Index(i);
            Needed(at.Child("apiVersion"), owner.APIVersion, "version must not be empty", errors);
            Needed(at.Child("kind"), owner.Kind, "must not be empty", errors);
            Needed(at.Child("name"), owner.Name, "must not be empty", errors);
            Needed(at.Child("uid"), owner.UID, "must not be empty", errors);
            controllers += owner.Controller == true ? 1 : 0;
        }

        if (controllers > 1)
        {
            errors.Invalid(path, owners, "Only one reference can have Controller set to true");
        }
    }

    private static void Needed(FieldPath path, string value, string message, ErrorList errors) => errors.Check(path, value, value.Length == 0 ? message : null);

    private static string? FinalizerProblem(string finalizer) =>
        Names.QualifiedNameProblem(finalizer)
        ?? (finalizer.Contains('/', StringComparison.Ordinal) || finalizer is "kubernetes" or "orphan" or "foregroundDeletion"
            ? null : "name is neither a standard finalizer name nor is it fully qualified");
}
