using Navarch.Api.Authentication.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.ApiServer.Verbs;

/// <summary>Subresources that take a document of their own: one entry each.</summary>
internal sealed class SubresourceVerbs(ServerCore core, UpdateVerb update, DeleteVerb delete, TokenVerb tokens)
{
    private readonly BindingVerb binding = new(core, update);
    private readonly EvictionVerb eviction = new(core, update, delete);

    /// <summary>What the subresource answers: a <see cref="Status"/> or the document completed.</summary>
    public async ValueTask<ApiResult<IApiValue>> CreateAsync(ResourceCall call, IApiValue body, CancellationToken cancellationToken) => body switch
    {
        Binding document when call.Subresource == "binding" => Done(await binding.ExecuteAsync(call, document, cancellationToken)),
        Eviction document when call.Subresource == "eviction" => Done(await eviction.ExecuteAsync(call, document, cancellationToken)),
        TokenRequest document when call.Subresource == "token" => Seen(tokens.Execute(core, call, document)),
        _ => Failures.BadRequest($"{call.Kind}/{call.Subresource} does not take a {body.GetType().Name}"),
    };

    private static ApiResult<IApiValue> Done(Status status) => status.Outcome == "Success" ? ApiResult<IApiValue>.Ok(status) : status;

    private static ApiResult<IApiValue> Seen<T>(ApiResult<T> result)
        where T : class, IApiValue => result.IsSuccess ? ApiResult<IApiValue>.Ok(result.Value) : result.Status;
}
