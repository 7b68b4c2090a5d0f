using System.Collections.Concurrent;
using Navarch.Api.Authentication.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Node.Volumes;

/// <summary>A token of a service account, bound to a pod.</summary>
/// <param name="Text">The token.</param>
/// <param name="RefreshAt">When a new one is to be asked for: at four fifths of its life, and after a day at the latest.</param>
/// <param name="ExpiresAt">When it stops being valid.</param>
public sealed record PodToken(string Text, DateTimeOffset RefreshAt, DateTimeOffset ExpiresAt);

/// <summary>The tokens of this node's pods, asked for at the API and kept until most of their life is over.</summary>
public sealed class ServiceAccountTokens(IKubernetesClient client, TimeProvider time)
{
    private const long UsualLife = 3600;
    private static readonly TimeSpan LongestUse = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<(string PodUid, string Audience, long Seconds), PodToken> tokens = new();

    /// <summary>A token for a pod, or why there is none.</summary>
    public async ValueTask<(PodToken? Token, string? Error)> GetAsync(Pod pod, string audience, long? seconds, CancellationToken cancellationToken)
    {
        var key = (pod.Metadata.UID, audience, seconds ?? UsualLife);
        var now = time.GetUtcNow();
        if (tokens.TryGetValue(key, out var known) && known.RefreshAt > now)
        {
            return (known, null);
        }

        var account = pod.Spec.ServiceAccountName.Length > 0 ? pod.Spec.ServiceAccountName : "default";
        var request = new TokenRequest
        {
            Spec = new()
            {
                Audiences = audience.Length > 0 ? [audience] : [],
                ExpirationSeconds = key.Item3,
                BoundObjectRef = new() { APIVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, UID = pod.Metadata.UID },
            },
        };
        var answer = await client.CreateSubresourceAsync<TokenRequest, TokenRequest>(
            ServiceAccount.Info, new(pod.Metadata.Namespace, account), "token", request, cancellationToken);
        if (!answer.IsSuccess)
        {
            // A token that still works is better than none.
            return known is not null && known.ExpiresAt > now
                ? (known with { RefreshAt = now.AddMinutes(1) }, null)
                : (null, $"failed to fetch token for service account {pod.Metadata.Namespace}/{account}: {answer.Status.Message}");
        }

        var expires = answer.Value.Status.ExpirationTimestamp ?? now.AddSeconds(key.Item3);
        var use = (expires - now) * 0.8;
        var token = new PodToken(answer.Value.Status.Token, now + (use < LongestUse ? use : LongestUse), expires);
        tokens[key] = token;
        return (token, null);
    }

    /// <summary>Forgets the tokens of a pod.</summary>
    public void Release(string podUid)
    {
        foreach (var key in tokens.Keys)
        {
            if (key.PodUid == podUid)
            {
                tokens.TryRemove(key, out _);
            }
        }
    }
}
