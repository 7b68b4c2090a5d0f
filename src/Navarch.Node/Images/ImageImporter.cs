using Navarch.Node.Cri;
using Navarch.Node.Runtime;

namespace Navarch.Node.Images;

/// <summary>Brings image archives (OCI layout or docker's format) into the node's containerd, for pods to use.</summary>
public sealed class ImageImporter
{
    private static readonly TimeSpan SightLimit = TimeSpan.FromSeconds(10);

    private readonly ContainerdLayout _layout;
    private readonly ICriClient _cri;
    private readonly RuntimeBinaries _binaries;
    private readonly TimeProvider _time;

    public ImageImporter(ContainerdLayout layout, ICriClient cri, RuntimeBinaries binaries, TimeProvider time)
    {
        _layout = layout;
        _cri = cri;
        _binaries = binaries;
        _time = time;
    }

    /// <summary>Imports every image of an archive, and returns when pods can use them.</summary>
    /// <returns>The images' references, or what is wrong with the archive.</returns>
    public async Task<ImageImport> ImportAsync(string archive, CancellationToken ct)
    {
        var run = await ToolRun.RunAsync(
            _binaries.Ctr,
            ["--address", _layout.Socket, "--namespace", "k8s.io", "images", "import", archive],
            ct);
        if (!run.Succeeded)
        {
            return new ImageImport([], $"{archive} could not be imported: {run.Error.Trim()}");
        }
        // Newer clients print something else; the archive's own names are then what it brought.
        var references = References(run.Output) is { Count: > 0 } printed ? printed : await ArchiveNames.ReadAsync(archive, ct);
        if (references.Count == 0)
        {
            return new ImageImport([], $"{archive} holds no named image for this machine");
        }
        foreach (var reference in references)
        {
            if (!await IsSeenAsync(reference, ct))
            {
                return new ImageImport([], $"{reference} was imported from {archive}, but the runtime does not list it");
            }
        }
        return new ImageImport(references, null);
    }

    /// <summary>The references in what the client program printed: <c>unpacking REFERENCE (sha256:...)...done</c>.</summary>
    internal static IReadOnlyList<string> References(string output) =>
    [
        .. output.Split('\n')
            .Where(static line => line.StartsWith("unpacking ", StringComparison.Ordinal))
            .Select(static line => line.Split(' ')[1])
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The runtime learns of a new image by an event, a moment later.</summary>
    private async Task<bool> IsSeenAsync(string reference, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        for (var wait = TimeSpan.FromMilliseconds(2); await _cri.ImageStatusAsync(reference, ct) is null; wait *= 2)
        {
            if (_time.GetElapsedTime(began) > SightLimit)
            {
                return false;
            }
            await Task.Delay(wait, _time, ct);
        }
        return true;
    }
}

/// <summary>How an import went.</summary>
/// <param name="References">The images brought in.</param>
/// <param name="Problem">Null when all went well; otherwise what is wrong.</param>
public sealed record ImageImport(IReadOnlyList<string> References, string? Problem);
