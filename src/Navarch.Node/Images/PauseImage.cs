using Navarch.Node.Cri;
using Navarch.Node.Runtime;

namespace Navarch.Node.Images;

/// <summary>
/// The image of the process that holds a pod's sandbox. It is made on the spot from a static program of the machine
/// (catatonit, whose option -P waits for ever and reaps orphans), so that a cluster starts without any network.
/// </summary>
public static class PauseImage
{
    /// <summary>Its name; no registry has it.</summary>
    public const string Reference = "navarch.local/pause:1";

    /// <summary>What it consists of.</summary>
    public static ImageDefinition Define(RuntimeBinaries binaries) => new()
    {
        Reference = Reference,
        Files = [ImageFile.From("pause", binaries.Catatonit, ImageFile.Modes.Executable)],
        Entrypoint = ["/pause", "-P"],
        User = "65535:65535",
    };

    /// <summary>Imports it unless it is there.</summary>
    /// <returns>Null when it is there; otherwise what went wrong.</returns>
    internal static async Task<string?> EnsureAsync(ICriClient cri, ImageImporter importer, RuntimeBinaries binaries, CancellationToken ct)
    {
        if (await cri.ImageStatusAsync(Reference, ct) is not null)
        {
            return null;
        }
        var file = Path.Combine(Path.GetTempPath(), $"pause-{Guid.NewGuid():N}.tar");
        try
        {
            await OciArchive.WriteAsync(Define(binaries), file, ct);
            return (await importer.ImportAsync(file, ct)).Problem;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
