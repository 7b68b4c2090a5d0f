using System.Globalization;
using Navarch.Api.Core.V1;
using Navarch.Api;
using Navarch.Reconciling;

namespace Navarch.Controllers.Access;

/// <summary>Deletes bootstrap tokens (secrets of their type in kube-system) once they have expired.</summary>
public static class BootstrapTokenController
{
    private const string TokenType = "bootstrap.kubernetes.io/token";
    private const string Expiration = "expiration";

    /// <summary>The controller. Its keys are secrets.</summary>
    public static Controller Define() => Controller.Define<BootstrapTokenObserved>(
        "token-cleaner",
        [Watch.Map<Secret>((secret, _) => IsToken(secret) ? [secret.NamespacedName()] : [])],
        (key, world) => world.Of<Secret>().Get(key) is { } secret && IsToken(secret) ? new(secret) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(BootstrapTokenObserved observed, DateTimeOffset now)
    {
        if (!observed.Secret.Data.TryGetValue(Expiration, out var text)
            || !DateTimeOffset.TryParse(text.ToText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
        {
            return Decision.Nothing;
        }

        return end <= now ? Decision.Of(new Effect.Delete(observed.Secret)) : Decision.Nothing.Again(end - now);
    }

    private static bool IsToken(Secret secret) => secret.Type == TokenType && secret.Metadata.Namespace == "kube-system";
}

/// <summary>A bootstrap token.</summary>
public sealed record BootstrapTokenObserved(Secret Secret);
