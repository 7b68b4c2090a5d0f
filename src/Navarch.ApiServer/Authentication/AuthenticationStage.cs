namespace Navarch.ApiServer.Authentication;

/// <summary>
/// Finds out who asks: the client certificate, else the bearer token, else nobody (<c>system:anonymous</c>).
/// A token that is not valid is 401, never anonymous.
/// </summary>
internal sealed class AuthenticationStage(ServiceAccountAuthenticator tokens, string audience) : IStage
{
    private const string Bearer = "Bearer ";

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        if (call.Http.Connection.ClientCertificate is { } certificate)
        {
            call.User = ClientCertificateAuthenticator.UserOf(certificate);
            call.Metrics.Authenticated.Add();
            return next(call);
        }

        var header = call.Http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : TokenOfWebSocket(call);
        if (token.Length == 0)
        {
            (header.Length == 0 ? call.Metrics.Authenticated : call.Metrics.NotAuthenticated).Add();
            return header.Length == 0 ? next(call) : StatusResponse.WriteAsync(call.Http, Failures.Unauthorized());
        }

        if (tokens.Authenticate(token, audience) is not var (user, _))
        {
            call.Metrics.NotAuthenticated.Add();
            return StatusResponse.WriteAsync(call.Http, Failures.Unauthorized());
        }

        call.Metrics.Authenticated.Add();
        call.User = user;
        return next(call);
    }

    /// <summary>Browsers cannot set headers on WebSockets: the token may come as a subprotocol, encoded.</summary>
    private static string TokenOfWebSocket(ApiCall call)
    {
        const string prefix = "base64url.bearer.authorization.k8s.io.";
        foreach (var protocol in call.Http.Request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (protocol.StartsWith(prefix, StringComparison.Ordinal) && System.Buffers.Text.Base64Url.IsValid(protocol.AsSpan(prefix.Length)))
            {
                return System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(protocol.AsSpan(prefix.Length)));
            }
        }

        return "";
    }
}
