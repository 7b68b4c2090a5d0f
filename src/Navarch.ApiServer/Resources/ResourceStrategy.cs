using Navarch.Api.Validation;

namespace Navarch.ApiServer.Resources;

/// <summary>
/// What happens to objects of a resource on their way in and out, beyond what the schema says. This class is the
/// behaviour of a kind with nothing special; a subclass a kind overrides what differs.
/// </summary>
internal class ResourceStrategy
{
    /// <summary>The behaviour of a kind with nothing special.</summary>
    public static ResourceStrategy Default { get; } = new();

    /// <summary>Whether an update without a resource version replaces whatever is there.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>Whether a PUT to a name that does not exist creates the object.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>Whether status is left as sent when an object is created (nodes).</summary>
    public virtual bool KeepsStatusOnCreate => false;

    /// <summary>Whether a delete answers with the deleted object and not with a status.</summary>
    public virtual bool ReturnsDeletedObject => false;

    /// <summary>Whether dependents are orphaned when the caller does not say.</summary>
    public virtual bool OrphansByDefault => false;

    /// <summary>Whether <c>metadata.generation</c> counts the changes of the desired state.</summary>
    public virtual bool CountsGenerations(KindInfo kind) => GenerationKinds.Contains(kind.GroupVersionKind.Kind);

    /// <summary>A new object before admission: what the server sets, whatever was sent.</summary>
    public virtual IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => obj;

    /// <summary>A changed object before admission: what may not change is taken from the old one.</summary>
    public virtual IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context) => obj;

    /// <summary>An object whose status (or another subresource) was changed.</summary>
    public virtual IKubernetesObject PrepareForStatusUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context) => obj;

    /// <summary>The rules that only the server can check and the object, new or changed, breaks.</summary>
    public virtual IEnumerable<FieldError> Validate(IKubernetesObject obj, WriteContext context) => [];

    /// <summary>The rules that a change of the status, or of another subresource, breaks and only the server can check.</summary>
    public virtual IEnumerable<FieldError> ValidateStatus(IKubernetesObject obj, IKubernetesObject old, WriteContext context) => [];

    /// <summary>
    /// Takes what the object needs from allocators (addresses, ports), just before it is written. What it took must be given
    /// back by <see cref="ReleaseAsync"/> when the write fails.
    /// </summary>
    public virtual ValueTask<ApiResult<IKubernetesObject>> AllocateAsync(
        IKubernetesObject obj, IKubernetesObject? old, WriteContext context, CancellationToken cancellationToken) =>
        new(ApiResult<IKubernetesObject>.Ok(obj));

    /// <summary>Gives back what <paramref name="gone"/> held and <paramref name="kept"/> (null: nothing) does not hold.</summary>
    public virtual ValueTask ReleaseAsync(IKubernetesObject gone, IKubernetesObject? kept) => ValueTask.CompletedTask;

    /// <summary>Whether a change only says "still alive", so that losing it in a crash loses nothing: it is written with the next commit.</summary>
    public virtual bool IsHeartbeat(IKubernetesObject obj, IKubernetesObject old) => false;

    /// <summary>How long a deletion leaves the object, in seconds; zero: it goes at once, unless finalizers hold it.</summary>
    public virtual long GracePeriod(IKubernetesObject obj, DeleteOptions options) => 0;

    /// <summary>Whether something other than finalizers in the metadata holds an object that is being deleted.</summary>
    public virtual bool IsHeld(IKubernetesObject obj) => false;

    /// <summary>The object when its deletion begins: further changes (a namespace's phase).</summary>
    public virtual IKubernetesObject PrepareForDeletion(IKubernetesObject obj) => obj;

    // Kinds whose generation upstream counts.
    private static readonly HashSet<string> GenerationKinds = new(StringComparer.Ordinal)
    {
        "Pod", "ReplicationController", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Ingress", "IngressClass", "NetworkPolicy", "EndpointSlice",
        "PodDisruptionBudget", "CustomResourceDefinition", "FlowSchema", "PriorityLevelConfiguration",
        "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "PriorityClass",
        "ResourceSlice", "DeviceClass",
    };
}
