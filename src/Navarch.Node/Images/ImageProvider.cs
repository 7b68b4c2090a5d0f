using System.Collections.Concurrent;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;

namespace Navarch.Node.Images;

/// <summary>
/// Has a container's image in place by its pull policy. A failed fetch is tried again after 10 s, then after twice as long
/// each time up to 5 min (upstream's delays), counted for each pod and image; one image is fetched only once at a time.
/// </summary>
public sealed class ImageProvider
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    private readonly ICriClient _cri;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(string Pod, string Image), Failure> _failures = new();
    private readonly Dictionary<string, Task<string>> _pulls = new(StringComparer.Ordinal);

    public ImageProvider(ICriClient cri, TimeProvider time)
    {
        _cri = cri;
        _time = time;
    }

    /// <summary>Looks whether the image is there, and fetches it when the policy says so.</summary>
    /// <param name="podUid">The pod that wants it.</param>
    /// <param name="image">Its name as the pod gives it.</param>
    /// <param name="policy"><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</param>
    /// <param name="credentials">Tried one after the other; none: anonymously.</param>
    /// <param name="sandbox">The pod's sandbox.</param>
    /// <param name="ct">Gives up waiting; a fetch that has begun goes on for others who wait for it.</param>
    public async Task<ImageOutcome> EnsureAsync(
        string podUid, string image, string policy, IReadOnlyList<AuthConfig> credentials, PodSandboxConfig? sandbox, CancellationToken ct)
    {
        if (ImageReference.Parse(image) is not { } reference)
        {
            return new ImageOutcome(null, ImageOutcome.InvalidImageName, $"Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": invalid reference format", _time.GetUtcNow() + LongestDelay);
        }
        var key = (podUid, image);
        var present = await _cri.ImageStatusAsync(reference.ToString(), ct);
        var failure = _failures.GetValueOrDefault(key);
        switch (PullDecisions.Decide(policy, present is not null, failure?.Until, _time.GetUtcNow()))
        {
            case PullDecision.UsePresent:
                _failures.TryRemove(key, out _);
                return new ImageOutcome(present!.Id, "", $"Container image \"{image}\" already present on machine");
            case PullDecision.Refuse:
                return new ImageOutcome(null, ImageOutcome.ErrImageNeverPull, $"Container image \"{image}\" is not present with pull policy of Never", _time.GetUtcNow() + FirstDelay);
            case PullDecision.BackOff:
                return new ImageOutcome(null, ImageOutcome.ImagePullBackOff, $"Back-off pulling image \"{image}\": {ImageOutcome.ErrImagePull}: {failure!.Message}", failure.Until);
            default:
                return await PullAsync(key, reference, credentials, sandbox, failure, ct);
        }
    }

    /// <summary>Forgets the failures of a pod that is gone.</summary>
    public void Forget(string podUid)
    {
        foreach (var key in _failures.Keys.Where(k => k.Pod == podUid))
        {
            _failures.TryRemove(key, out _);
        }
    }

    private async Task<ImageOutcome> PullAsync(
        (string Pod, string Image) key, ImageReference reference, IReadOnlyList<AuthConfig> credentials, PodSandboxConfig? sandbox, Failure? earlier, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        try
        {
            var imageRef = await PullOnceAsync(reference.ToString(), credentials, sandbox).WaitAsync(ct);
            _failures.TryRemove(key, out _);
            var took = _time.GetElapsedTime(began);
            return new ImageOutcome(imageRef, "", $"Successfully pulled image \"{key.Image}\" in {took.TotalMilliseconds:0}ms", Pulled: took);
        }
        catch (GrpcException e)
        {
            var delay = earlier is null ? FirstDelay : earlier.Delay * 2 < LongestDelay ? earlier.Delay * 2 : LongestDelay;
            var until = _time.GetUtcNow() + delay;
            _failures[key] = new Failure(until, delay, e.Message);
            return new ImageOutcome(null, ImageOutcome.ErrImagePull, e.Message, until);
        }
    }

    private Task<string> PullOnceAsync(string reference, IReadOnlyList<AuthConfig> credentials, PodSandboxConfig? sandbox)
    {
        lock (_pulls)
        {
            if (!_pulls.TryGetValue(reference, out var pull) || pull.IsCompleted)
            {
                foreach (var done in _pulls.Where(static p => p.Value.IsCompleted).Select(static p => p.Key).ToList())
                {
                    _pulls.Remove(done);
                }
                pull = PullWithAnyAsync(reference, credentials, sandbox);
                _pulls[reference] = pull;
            }
            return pull;
        }
    }

    private async Task<string> PullWithAnyAsync(string reference, IReadOnlyList<AuthConfig> credentials, PodSandboxConfig? sandbox)
    {
        var image = new ImageSpec { Image = reference };
        for (var i = 0; i < credentials.Count - 1; i++)
        {
            try
            {
                return await _cri.PullImageAsync(image, credentials[i], sandbox, CancellationToken.None);
            }
            catch (GrpcException)
            {
                // Refused under this identity; another may be let in, and the last one's refusal is told.
                continue;
            }
        }
        return await _cri.PullImageAsync(image, credentials.Count > 0 ? credentials[^1] : null, sandbox, CancellationToken.None);
    }

    private sealed record Failure(DateTimeOffset Until, TimeSpan Delay, string Message);
}
