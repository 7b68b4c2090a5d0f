using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Images;
using Container = Navarch.Api.Core.V1.Container;

namespace Navarch.Node.Pods;

/// <summary>The image a container is made from, or why it cannot be had.</summary>
/// <param name="ImageRef">What to make the container from.</param>
/// <param name="Trouble">Why there is none.</param>
internal readonly record struct EnsuredImage(string? ImageRef, Trouble? Trouble);

/// <summary>Has a container's image in place, tells the user how that goes, and remembers when to try again.</summary>
internal sealed class ImageEnsurer(PodServices services)
{
    private static readonly TimeSpan RuntimeRetry = TimeSpan.FromSeconds(10);

    /// <summary>Finds or pulls the image.</summary>
    public async Task<EnsuredImage> EnsureAsync(Pod pod, Container container, Trouble? before, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(container.Image);
        var policy = container.ImagePullPolicy.Length > 0 ? container.ImagePullPolicy : reference?.DefaultPullPolicy ?? "IfNotPresent";
        try
        {
            var credentials = pod.Spec.ImagePullSecrets.IsEmpty || reference is null ? [] : await CredentialsAsync(pod, reference, cancellationToken);
            var outcome = await services.Images.EnsureAsync(pod.Metadata.UID, container.Image, policy, credentials, null, cancellationToken);
            if (outcome.ImageRef is { } imageRef)
            {
                services.Events.Normal(pod, container.Name, "Pulled", outcome.Message);
                return new(imageRef, null);
            }

            if (outcome.Reason == ImageOutcome.ImagePullBackOff && before is not null)
            {
                return new(null, before with { RetryAt = outcome.RetryAt ?? before.RetryAt });
            }

            return Failed(pod, container, before, outcome.Reason, outcome.Message, outcome.RetryAt);
        }
        catch (GrpcException failure)
        {
            return Failed(pod, container, before, "ImageInspectError", failure.Message, null);
        }
    }

    /// <summary>Why a container may not run as its image's user, or null.</summary>
    public async Task<string?> WhyNotUserAsync(Pod pod, Container container, string imageRef, CancellationToken cancellationToken)
    {
        if ((container.SecurityContext?.RunAsNonRoot ?? pod.Spec.SecurityContext?.RunAsNonRoot) != true)
        {
            return null;
        }

        var image = await services.Runtime.ImageStatusAsync(imageRef, cancellationToken);
        return Containers.SecurityComposer.WhyNotUser(pod, container, image?.Uid?.Value, image?.Username ?? "");
    }

    /// <summary>The ways to introduce ourselves to the registry: each of the pod's pull secrets that knows it.</summary>
    private async Task<IReadOnlyList<AuthConfig>> CredentialsAsync(Pod pod, ImageReference reference, CancellationToken cancellationToken)
    {
        var found = new List<AuthConfig>();
        foreach (var secretName in pod.Spec.ImagePullSecrets.ToArray())
        {
            var secret = await services.Objects.GetAsync<Secret>(pod.Metadata.UID, new NamespacedName(pod.Metadata.Namespace, secretName.Name), cancellationToken);
            if (secret.ValueOrDefault is { } value && PullCredentials.Find(value, reference.ToString()) is { } credentials)
            {
                found.Add(credentials);
            }
        }

        return found;
    }

    private EnsuredImage Failed(Pod pod, Container container, Trouble? before, string reason, string message, DateTimeOffset? retryAt)
    {
        if (reason == ImageOutcome.ErrImagePull)
        {
            services.Events.Warning(pod, container.Name, "Failed", $"Failed to pull image \"{container.Image}\": {message}");
        }

        services.Events.Warning(pod, container.Name, "Failed", $"Error: {reason}");
        var now = services.Time.GetUtcNow();
        var tries = before?.Reason == reason ? before.Tries + 1 : 1;
        return new(null, new Trouble(reason, message, retryAt ?? now + RuntimeRetry, tries, now));
    }
}
