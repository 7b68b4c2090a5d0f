using System.Net.Http.Headers;
using Navarch.Client.Kubeconfig;

namespace Navarch.Client.Https;

/// <summary>Puts the bearer token on every request; a token file is read again once a minute, as it may be renewed.</summary>
internal sealed class BearerToken(HttpMessageHandler next, KubeconfigEntry entry, TimeProvider time) : DelegatingHandler(next)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private volatile Held? held;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    private async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (entry.TokenFile.Length == 0)
        {
            return entry.Token;
        }

        var now = time.GetUtcNow();
        if (held is not { } current || now - current.At > Fresh)
        {
            held = current = new((await File.ReadAllTextAsync(entry.TokenFile, cancellationToken)).Trim(), now);
        }

        return current.Token;
    }

    private sealed record Held(string Token, DateTimeOffset At);
}
