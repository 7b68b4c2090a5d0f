using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Navarch.ApiServer.Authentication;

/// <summary>Signs and verifies JSON web tokens with the cluster's service-account key: RS256 for RSA keys, ES256 for P-256 keys.</summary>
internal sealed class TokenSigner
{
    private readonly AsymmetricAlgorithm key;
    private readonly byte[] header;

    // RSA and ECDsa objects are not documented as safe for concurrent use.
    private readonly Lock gate = new();

    /// <summary>A signer with this key.</summary>
    /// <exception cref="ArgumentException">The key is neither RSA nor ECDSA.</exception>
    public TokenSigner(AsymmetricAlgorithm key)
    {
        this.key = key;
        Algorithm = key switch
        {
            RSA => "RS256",
            ECDsa => "ES256",
            _ => throw new ArgumentException("The service-account key must be an RSA or an ECDSA key.", nameof(key)),
        };
        KeyId = Base64Url.EncodeToString(SHA256.HashData(PublicKeyInfo()));
        header = Encoding.UTF8.GetBytes($$"""{"alg":"{{Algorithm}}","kid":"{{KeyId}}"}""");
    }

    /// <summary>The algorithm, as tokens name it: <c>RS256</c> or <c>ES256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Names the key in a token's header.</summary>
    public string KeyId { get; }

    /// <summary>The signed token of these claims (a JSON object).</summary>
    public string Sign(ReadOnlySpan<byte> claims)
    {
        var text = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        var data = Encoding.ASCII.GetBytes(text);
        byte[] signature;
        lock (gate)
        {
            signature = key is RSA rsa
                ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : ((ECDsa)key).SignData(data, HashAlgorithmName.SHA256);
        }

        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token that this key signed; null for anything else.</summary>
    public byte[]? Verify(string token)
    {
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first || token.AsSpan(first + 1, last - first - 1).Contains('.'))
        {
            return null;
        }

        try
        {
            if (!AlgorithmIsOurs(Base64Url.DecodeFromChars(token.AsSpan(0, first))))
            {
                return null;
            }

            var signature = Base64Url.DecodeFromChars(token.AsSpan(last + 1));
            var data = Encoding.ASCII.GetBytes(token[..last]);
            bool valid;
            lock (gate)
            {
                valid = key is RSA rsa
                    ? rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                    : ((ECDsa)key).VerifyData(data, signature, HashAlgorithmName.SHA256);
            }

            return valid ? Base64Url.DecodeFromChars(token.AsSpan(first + 1, last - first - 1)) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or CryptographicException)
        {
            // Not a token of ours: whoever sent it is told 401 by the caller.
            return null;
        }
    }

    /// <summary>The public key set, as served at <c>/openid/v1/jwks</c>.</summary>
    public byte[] PublicKeySet()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            writer.WriteStartObject();
            writer.WriteString("use", "sig");
            writer.WriteString("kid", KeyId);
            writer.WriteString("alg", Algorithm);
            if (key is RSA rsa)
            {
                var parameters = rsa.ExportParameters(includePrivateParameters: false);
                writer.WriteString("kty", "RSA");
                writer.WriteString("n", Base64Url.EncodeToString(parameters.Modulus));
                writer.WriteString("e", Base64Url.EncodeToString(parameters.Exponent));
            }
            else
            {
                var parameters = ((ECDsa)key).ExportParameters(includePrivateParameters: false);
                writer.WriteString("kty", "EC");
                writer.WriteString("crv", "P-256");
                writer.WriteString("x", Base64Url.EncodeToString(parameters.Q.X));
                writer.WriteString("y", Base64Url.EncodeToString(parameters.Q.Y));
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private bool AlgorithmIsOurs(byte[] tokenHeader)
    {
        using var document = JsonDocument.Parse(tokenHeader);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("alg", out var alg)
            && alg.ValueKind == JsonValueKind.String
            && alg.GetString() == Algorithm;
    }

    private byte[] PublicKeyInfo() => key.ExportSubjectPublicKeyInfo();
}
