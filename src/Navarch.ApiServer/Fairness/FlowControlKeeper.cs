using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>What is to be done about an object that every cluster has.</summary>
internal enum KeepAction
{
    /// <summary>It is as it should be.</summary>
    Nothing,

    /// <summary>It is missing.</summary>
    Create,

    /// <summary>Its spec is the server's, and differs; or its annotation does not say whose it is.</summary>
    Update,
}

/// <summary>
/// Keeps the mandatory and the suggested flow schemas and priority levels. Mandatory ones are always as they must be; suggested ones
/// are brought back when they are deleted, and follow the server's spec unless their annotation
/// <c>apf.kubernetes.io/autoupdate-spec</c> says that it is the user's. What bears the annotation and is no default (any more) goes.
/// </summary>
internal sealed class FlowControlKeeper(ServerCore core, ServerVerbs verbs)
{
    /// <summary>Puts right what is not. Two at once do no harm: each writes only what it finds wrong.</summary>
    public Task KeepAsync(CancellationToken cancellationToken) => Task.WhenAll(
        KeepAsync(DefaultFlowControl.Levels, (level, spec) => level with { Spec = spec.Spec }, SpecOf, cancellationToken),
        KeepAsync(DefaultFlowControl.Schemas, (schema, spec) => schema with { Spec = spec.Spec }, static (schema, _) => schema, cancellationToken));

    /// <summary>What is to be done about a default object. Pure.</summary>
    /// <param name="isMandatory">Whether its spec is the server's whatever its annotation says.</param>
    /// <param name="isPresent">Whether it is there.</param>
    /// <param name="isSame">Whether its spec is the server's.</param>
    /// <param name="annotation">Its annotation; null: none.</param>
    /// <param name="generation">How often its spec was set.</param>
    /// <param name="isServers">Whether its spec is the server's to set.</param>
    public static KeepAction Judge(bool isMandatory, bool isPresent, bool isSame, string? annotation, long generation, out bool isServers)
    {
        // Without a word, a spec that nobody has changed is the server's.
        isServers = isMandatory || (annotation is "true" or "false" ? annotation == "true" : generation <= 1);
        if (!isPresent)
        {
            return KeepAction.Create;
        }

        return (isServers && !isSame) || annotation != (isServers ? "true" : "false") ? KeepAction.Update : KeepAction.Nothing;
    }

    // The shares and the lending of the exempt level are anybody's to set; what it is, is not.
    private static PriorityLevelConfiguration SpecOf(PriorityLevelConfiguration wanted, PriorityLevelConfiguration? present) =>
        wanted.Metadata.Name == DefaultFlowControl.Exempt && present?.Spec is { Type: PriorityLevelEnablements.Exempt, Exempt: not null } spec
            ? wanted with { Spec = spec }
            : wanted;

    private async Task KeepAsync<T>(IReadOnlyList<T> defaults, Func<T, T, T> withSpec, Func<T, T?, T> specOf, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var present = core.Objects.List<T>().ToDictionary(o => o.Metadata.Name, StringComparer.Ordinal);
        await Task.WhenAll(defaults.Select(wanted => KeepAsync(specOf(wanted, present.GetValueOrDefault(wanted.Metadata.Name)), present.GetValueOrDefault(wanted.Metadata.Name), withSpec, cancellationToken)));
        var names = defaults.Select(d => d.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var stale in present.Values.Where(o => !names.Contains(o.Metadata.Name) && AnnotationOf(o) == "true"))
        {
            Check(stale, (await verbs.Delete.ExecuteAsync(CallFor(stale), DeleteOptions.Empty, cancellationToken)).Select(_ => true));
        }
    }

    private async Task KeepAsync<T>(T wanted, T? present, Func<T, T, T> withSpec, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var isSame = present is not null && withSpec(present, wanted).Equals(present);
        switch (Judge(DefaultFlowControl.IsMandatory(wanted.Metadata.Name), present is not null, isSame, present is null ? null : AnnotationOf(present), present?.Metadata.Generation ?? 0, out var isServers))
        {
            case KeepAction.Create:
                Check(wanted, (await verbs.Create.ExecuteAsync(CallFor(wanted), wanted, cancellationToken)).Select(_ => true));
                break;
            case KeepAction.Update:
                var whose = isServers ? "true" : "false";
                var result = await verbs.Update.ExecuteAsync(
                    CallFor(wanted),
                    (current, _) => ApiResult<IKubernetesObject>.Ok(
                        (isServers ? withSpec((T)current, wanted) : current).WithMetadata(current.Metadata.WithAnnotation(DefaultFlowControl.AutoUpdate, whose))),
                    retry: true,
                    cancellationToken);
                Check(wanted, result.Select(_ => true));
                break;
        }
    }

    private static string? AnnotationOf(IKubernetesObject obj) => obj.Metadata.Annotations.TryGetValue(DefaultFlowControl.AutoUpdate, out var value) ? value : null;

    // Another server may have been there first, or a user may be changing it: the change leads here again.
    private static void Check(IKubernetesObject obj, ApiResult<bool> result)
    {
        if (!result.IsSuccess && !result.IsAlreadyExists && !result.IsConflict && !result.IsNotFound)
        {
            throw new InvalidOperationException($"The cluster's own {obj.KindInfo.Kind} {obj.Metadata.Name} was refused: {result.Status.Message}");
        }
    }

    private ResourceCall CallFor(IKubernetesObject obj) => new(UserInfo.Server, core.Registry.Of(obj.KindInfo), obj.Metadata.Namespace, obj.Metadata.Name);
}
