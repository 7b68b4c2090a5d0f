namespace Navarch.ApiServer.Discovery;

/// <summary>Tells others how to check service-account tokens: the issuer's description and its public keys.</summary>
internal sealed class TokenKeysHandler(TokenSigner signer, string issuer, string address)
{
    private readonly byte[] description = DiscoveryDocuments.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("issuer", issuer);
        writer.WriteString("jwks_uri", $"https://{address}/openid/v1/jwks");
        DiscoveryDocuments.WriteStrings(writer, "response_types_supported", ["id_token"]);
        DiscoveryDocuments.WriteStrings(writer, "subject_types_supported", ["public"]);
        DiscoveryDocuments.WriteStrings(writer, "id_token_signing_alg_values_supported", [signer.Algorithm]);
        writer.WriteEndObject();
    });

    /// <summary>Answers the call if it is for one of both.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        switch (call.Info.Path.TrimEnd('/'))
        {
            case "/.well-known/openid-configuration":
                await JsonResponse.WriteAsync(call.Http, description);
                return true;
            case "/openid/v1/jwks":
                await JsonResponse.WriteAsync(call.Http, signer.PublicKeySet(), "application/jwk-set+json");
                return true;
            default:
                return false;
        }
    }
}
