using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Grpc;
using Image = Navarch.Client.Grpc.Cri.Image;

namespace Navarch.Node.Pods;

/// <summary>The image a container is made from, or why it cannot be had.</summary>
internal readonly record struct EnsuredImage(Image? Image, Trouble? Trouble);

/// <summary>Makes sure that a container's image is on the node, as its pull policy says.</summary>
internal sealed class ImageEnsurer(PodServices services)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Finds or pulls the image.</summary>
    public async Task<EnsuredImage> EnsureAsync(Pod pod, Container container, Trouble? before, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Normalize(container.Image);
        if (reference is null)
        {
            return Failed(pod, container, before, "InvalidImageName", $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": invalid reference format");
        }

        try
        {
            var present = await services.Runtime.ImageStatusAsync(reference, cancellationToken);
            if (present is not null && container.ImagePullPolicy != "Always")
            {
                services.Events.Normal(pod, container.Name, "Pulled", $"Container image \"{container.Image}\" already present on machine");
                return new(present, null);
            }

            if (container.ImagePullPolicy == "Never")
            {
                return Failed(pod, container, before, "ErrImageNeverPull", $"Container image \"{container.Image}\" is not present with pull policy of Never");
            }

            return await PullAsync(pod, container, reference, before, cancellationToken);
        }
        catch (GrpcException failure)
        {
            return Failed(pod, container, before, Trouble.PullFailed, failure.Message);
        }
    }

    private async Task<EnsuredImage> PullAsync(Pod pod, Container container, string reference, Trouble? before, CancellationToken cancellationToken)
    {
        services.Events.Normal(pod, container.Name, "Pulling", $"Pulling image \"{container.Image}\"");
        var began = services.Time.GetTimestamp();
        GrpcException? refused = null;
        foreach (var credentials in await CredentialsAsync(pod, reference, cancellationToken))
        {
            try
            {
                await services.Runtime.PullImageAsync(new() { Image = reference }, credentials, null, cancellationToken);
                refused = null;
                break;
            }
            catch (GrpcException failure)
            {
                refused = failure;
            }
        }

        if (refused is not null)
        {
            services.Events.Warning(pod, container.Name, "Failed", $"Failed to pull image \"{container.Image}\": {refused.Message}");
            return Failed(pod, container, before, Trouble.PullFailed, refused.Message);
        }

        if (await services.Runtime.ImageStatusAsync(reference, cancellationToken) is not { } image)
        {
            return Failed(pod, container, before, Trouble.PullFailed, $"image {reference} was pulled and is not there");
        }

        var took = services.Time.GetElapsedTime(began);
        services.Events.Normal(pod, container.Name, "Pulled", $"Successfully pulled image \"{container.Image}\" in {took.TotalSeconds:0.###}s. Image size: {image.Size} bytes.");
        return new(image, null);
    }

    /// <summary>The ways to introduce ourselves to the registry: each of the pod's pull secrets that knows it, else none.</summary>
    private async Task<IReadOnlyList<Client.Grpc.Cri.AuthConfig?>> CredentialsAsync(Pod pod, string reference, CancellationToken cancellationToken)
    {
        var found = new List<Client.Grpc.Cri.AuthConfig?>();
        foreach (var secretName in pod.Spec.ImagePullSecrets.ToArray())
        {
            var secret = await services.Objects.GetAsync<Secret>(pod.Metadata.UID, new NamespacedName(pod.Metadata.Namespace, secretName.Name), cancellationToken);
            if (secret.ValueOrDefault is { } value && PullCredentials.Find(value, reference) is { } credentials)
            {
                found.Add(credentials);
            }
        }

        return found.Count > 0 ? found : [null];
    }

    private EnsuredImage Failed(Pod pod, Container container, Trouble? before, string reason, string message)
    {
        services.Events.Warning(pod, container.Name, "Failed", $"Error: {reason}");
        return new(null, Trouble.After(before?.Reason == reason ? before : null, reason, message, services.Time.GetUtcNow(), FirstWait, LongestWait));
    }
}
