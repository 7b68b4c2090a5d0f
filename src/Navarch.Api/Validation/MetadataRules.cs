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
    private const int LongestManager = 128;
    private const int LongestSubresource = 256;
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";
    private static readonly FieldPath Root = FieldPath.Of("metadata");

    // Kinds whose names have a rule of their own; all others are named by DNS subdomains.
    private static readonly Dictionary<Type, Func<string, string?>> NameRules = new()
    {
        [typeof(Namespace)] = Names.Dns1123LabelProblem,
        [typeof(Event)] = Names.PathSegmentProblem,
        [typeof(Events.V1.Event)] = Names.PathSegmentProblem,
        [typeof(Service)] = Names.Dns1123LabelProblem,
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
        var path = Root;
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

        if (metadata.Finalizers.Count > 1 && metadata.Finalizers.Contains(Orphan) && metadata.Finalizers.Contains(Foreground))
        {
            errors.Invalid(path.Child("finalizers"), metadata.Finalizers, $"finalizer {Orphan} and {Foreground} cannot be both set");
        }

        if (!metadata.ManagedFields.IsEmpty)
        {
            Managers(metadata.ManagedFields, path.Child("managedFields"), errors);
        }
    }

    private static void Managers(ValueList<ManagedFieldsEntry> entries, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.Operation is not (ManagedFieldsOperationTypes.Apply or ManagedFieldsOperationTypes.Update))
            {
                errors.Invalid(path.Index(i).Child("operation"), entry.Operation, "must be `Apply` or `Update`");
            }

            if (entry.FieldsType is not ("" or "FieldsV1"))
            {
                errors.Invalid(path.Index(i).Child("fieldsType"), entry.FieldsType, "must be `FieldsV1`");
            }

            if (entry.Manager.Length > LongestManager)
            {
                errors.TooLong(path.Index(i).Child("fieldManager"), LongestManager);
            }

            if (entry.Subresource.Length > LongestSubresource)
            {
                errors.TooLong(path.Index(i).Child("subresource"), LongestSubresource);
            }
        }
    }

    public static void ValidateUpdate(ObjectMeta metadata, ObjectMeta old, ErrorList errors)
    {
        var path = Root;
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
            if (owner is { Kind: "Event", APIVersion: "v1" or "events.k8s.io/v1" })
            {
                errors.Invalid(at, owner, $"{owner.APIVersion}, Kind=Event is disallowed from being an owner");
            }

            controllers += owner.Controller == true ? 1 : 0;
        }

        if (controllers > 1)
        {
            var two = owners.Where(o => o.Controller == true).Take(2).Select(o => $"{o.Kind}/{o.Name}").ToArray();
            errors.Invalid(path, owners, $"Only one reference can have Controller set to true. Found \"true\" in references for {two[0]} and {two[1]}");
        }
    }

    private static void Needed(FieldPath path, string value, string message, ErrorList errors) => errors.Check(path, value, value.Length == 0 ? message : null);

    /// <summary>What is wrong with a finalizer: one of the few that have no domain, or a name under one.</summary>
    public static string? FinalizerProblem(string finalizer) =>
        Names.QualifiedNameProblem(finalizer)
        ?? (finalizer.Contains('/', StringComparison.Ordinal) || finalizer is "kubernetes" or "orphan" or "foregroundDeletion"
            ? null : "name is neither a standard finalizer name nor is it fully qualified");
}
