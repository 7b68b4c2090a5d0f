using Navarch.Api.Defaulting;
using Navarch.ApiServer.Admission;
using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Verbs;

/// <summary>
/// Creates an object: fills in what the server sets, asks admission, checks the rules of the kind, allocates, writes.
/// A generated name that is taken is tried again with another end.
/// </summary>
internal sealed class CreateVerb(ServerCore core)
{
    private const int NameAttempts = 8;

    /// <summary>The entry as committed.</summary>
    public async ValueTask<ApiResult<Entry>> ExecuteAsync(ResourceCall call, IKubernetesObject obj, CancellationToken cancellationToken)
    {
        if (CheckIdentity(call, obj) is { } refused)
        {
            return refused;
        }

        // Whoever names the object came by PUT or apply, and was let through to change what exists: creating is another right.
        if (call.Name.Length > 0 && CheckRight(call) is { } forbidden)
        {
            return forbidden;
        }

        obj = Defaults.Apply(obj);
        for (var attempt = 1; ; attempt++)
        {
            var named = Begin(call, obj);
            var result = await CreateAsync(call with { Name = named.Metadata.Name }, named, cancellationToken);
            if (!result.IsAlreadyExists || obj.Metadata.Name.Length > 0 || call.Name.Length > 0)
            {
                return result;
            }

            if (attempt == NameAttempts)
            {
                return Failures.NoNameGenerated(call.Kind, named.Metadata.Name);
            }
        }
    }

    private static Status? CheckIdentity(ResourceCall call, IKubernetesObject obj)
    {
        var meta = obj.Metadata;
        if (call.Resource.IsNamespaced && meta.Namespace.Length > 0 && meta.Namespace != call.Namespace)
        {
            return Failures.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        }

        if (call.Name.Length > 0 && meta.Name.Length > 0 && meta.Name != call.Name)
        {
            return Failures.BadRequest($"the name of the object ({meta.Name}) does not match the name on the URL ({call.Name})");
        }

        if (meta.ResourceVersion is not ("" or "0"))
        {
            return Failures.BadRequest("resourceVersion should not be set on objects to be created");
        }

        return meta.Name.Length == 0 && meta.GenerateName.Length == 0 && call.Name.Length == 0
            ? Failures.Invalid(call.Kind, "", [Faults.Required("metadata.name", "name or generateName is required")])
            : null;
    }

    private Status? CheckRight(ResourceCall call)
    {
        var gvr = call.Kind.GroupVersionResource;
        var request = new AccessRequest { Verb = "create", Group = gvr.Group, Version = gvr.Version, Resource = gvr.Resource, Namespace = call.Namespace, Name = call.Name };
        var decision = core.Authorizer.Authorize(call.User, request);
        return decision.Allowed ? null : Failures.Forbidden(call.User, request, decision.Reason);
    }

    private IKubernetesObject Begin(ResourceCall call, IKubernetesObject obj)
    {
        var meta = obj.Metadata;
        var name = meta.Name.Length > 0 ? meta.Name : call.Name.Length > 0 ? call.Name : core.Identities.NewName(meta.GenerateName);
        return obj.WithMetadata(meta with
        {
            Name = name,
            Namespace = call.Resource.IsNamespaced ? call.Namespace : "",
            UID = core.Identities.NewUid(),
            CreationTimestamp = core.Now,
            DeletionTimestamp = null,
            DeletionGracePeriodSeconds = null,
            SelfLink = "",
            Generation = call.Resource.Strategy.CountsGenerations(call.Kind) ? 1 : 0,
            ManagedFields = call.OwnersAreDecided ? meta.ManagedFields : default,
        });
    }

    private async ValueTask<ApiResult<Entry>> CreateAsync(ResourceCall call, IKubernetesObject obj, CancellationToken cancellationToken)
    {
        var strategy = call.Resource.Strategy;
        var context = core.ContextOf(call);
        if (!strategy.KeepsStatusOnCreate)
        {
            obj = call.Resource.WithoutStatus(obj);
        }

        obj = strategy.PrepareForCreate(obj, context);
        obj = call.OwnersAreDecided ? obj : FieldOwnership.Created(call, obj, core.Now);
        using var request = new AdmissionRequest(AdmissionOperation.Create, obj.Metadata.Name, null, context);
        var admitted = await core.Admission.AdmitAsync(obj, request, cancellationToken);
        if (!admitted.IsSuccess)
        {
            return admitted.Status;
        }

        obj = admitted.Value!;
        if (ObjectRules.CheckNew(call, obj, context) is { } invalid)
        {
            return invalid;
        }

        if (core.Store.Get(call.Key) is not null)
        {
            return Failures.AlreadyExists(call.Kind, call.Name);
        }

        if (call.DryRun)
        {
            return ObjectWriter.DryRun(call.Resource, obj, null);
        }

        var allocated = await strategy.AllocateAsync(obj, null, context, cancellationToken);
        if (!allocated.IsSuccess)
        {
            return allocated.Status;
        }

        var result = await core.Writer.CreateAsync(call.Resource, allocated.Value, cancellationToken);
        if (result.Status == WriteStatus.Committed)
        {
            return result.Entry!;
        }

        await strategy.ReleaseAsync(allocated.Value, null);
        return Failures.AlreadyExists(call.Kind, call.Name);
    }
}
