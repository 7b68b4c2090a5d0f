using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;

namespace Navarch.Node.Volumes;

/// <summary>
/// The folders behind this node's own persistent volumes. A folder is made when its volume is first mounted; when the volume is deleted its
/// folder is removed (kept, if the volume's policy is to retain) and then the finalizer that held the volume. Touches nothing outside its own folder.
/// </summary>
public sealed partial class LocalVolumeFolders(string nodeName, NodePaths paths, IKubernetesClient client, TimeProvider time, ILogger<LocalVolumeFolders> logger)
{
    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private readonly ObjectCache volumes = new(PersistentVolume.Info, ListQuery.All);
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Makes the folder of a volume that is one of ours, if it is not there.</summary>
    public void Ensure(PersistentVolume volume)
    {
        if (FolderOf(volume) is { } folder && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, Everyone);
        }
    }

    /// <summary>Removes the folders of deleted volumes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        volumes.Subscribe(change =>
        {
            if (change.New is PersistentVolume now && IsLeaving(now))
            {
                changes.Writer.TryWrite(true);
            }
        });
        var feed = new CacheFeed(volumes, client, time, logger).RunAsync(cancellationToken);
        await volumes.Synced.WaitAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            var done = true;
            foreach (var volume in volumes.All<PersistentVolume>().Where(v => IsLeaving(v) && IsOwn(v)))
            {
                done &= await RemoveAsync(volume, cancellationToken);
            }

            if (done)
            {
                await changes.Reader.ReadAsync(cancellationToken);
            }
            else
            {
                await Task.Delay(Retry, time, cancellationToken);
            }
        }

        await feed;
    }

    private static bool IsLeaving(PersistentVolume volume) =>
        volume.IsDeleting()
        && volume.Metadata.HasFinalizer(VolumeMarks.FolderFinalizer)
        && !volume.Metadata.HasFinalizer(VolumeMarks.VolumeProtection);

    private bool IsOwn(PersistentVolume volume) =>
        volume.Metadata.Annotation(VolumeMarks.ProvisionedBy) == VolumeMarks.LocalProvisioner
        && volume.Spec.NodeAffinity?.Required is { } required
        && required.NodeSelectorTerms.Any(t => t.MatchExpressions.Any(e => e is { Key: "kubernetes.io/hostname", Operator: "In" } && e.Values.Contains(nodeName)));

    /// <summary>The volume's folder; null when it does not lie where our folders lie.</summary>
    private string? FolderOf(PersistentVolume volume) =>
        IsOwn(volume) && volume.Spec.Local is { } local && Path.GetDirectoryName(Path.GetFullPath(local.Path)) == Path.GetFullPath(paths.LocalVolumes)
            ? Path.GetFullPath(local.Path)
            : null;

    private async Task<bool> RemoveAsync(PersistentVolume volume, CancellationToken cancellationToken)
    {
        var folder = FolderOf(volume) ?? "";
        try
        {
            if (folder.Length > 0 && volume.Spec.PersistentVolumeReclaimPolicy == PersistentVolumeReclaimPolicies.Delete && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
                LogRemoved(logger, volume.Metadata.Name, folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(logger, volume.Metadata.Name, folder, failure.Message, Retry);
            return false;
        }

        var answer = await client.UpdateAsync(volume with { Metadata = volume.Metadata.WithoutFinalizer(VolumeMarks.FolderFinalizer) }, cancellationToken);
        if (answer.IsSuccess || answer.IsNotFound)
        {
            return true;
        }

        LogNotRemoved(logger, volume.Metadata.Name, folder, answer.Status.Message, Retry);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "folder {Folder} of PersistentVolume {Name} is removed")]
    private static partial void LogRemoved(ILogger logger, string name, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PersistentVolume {Name} with folder {Folder} cannot go yet: {Reason}; again in {Delay}")]
    private static partial void LogNotRemoved(ILogger logger, string name, string folder, string reason, TimeSpan delay);
}
