using System.CommandLine;
using Navarch.Client.Grpc;
using Navarch.Cluster;
using Navarch.Node.Cri;
using Navarch.Node.Images;
using Navarch.Node.Runtime;
using Navarch.Startup;

namespace Navarch.Commands;

/// <summary><c>navarch image</c>: the images of the node.</summary>
public static class ImageCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("image", "See and import the images of the node.") { CreateImport(), CreateList() };

    private static Command CreateImport()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var file = new Argument<string>("FILE.tar") { Description = "What docker save, podman save or skopeo wrote: an archive in OCI or docker format." };
        var command = new Command("import", "Give the node the images of an archive.") { file, dataDirectory };
        command.SetAction((result, cancellation) => WithRuntimeAsync(result.GetValue(dataDirectory)!, (layout, cri) =>
            ImportAsync(layout, cri, Path.GetFullPath(result.GetValue(file)!), cancellation)));
        return command;
    }

    private static Command CreateList()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var command = new Command("list", "List the images of the node.") { dataDirectory };
        command.SetAction((result, cancellation) => WithRuntimeAsync(result.GetValue(dataDirectory)!, async (_, cri) =>
        {
            foreach (var image in (await cri.ListImagesAsync(cancellation)).OrderBy(i => i.RepoTags.FirstOrDefault() ?? i.Id, StringComparer.Ordinal))
            {
                Console.WriteLine($"{image.RepoTags.FirstOrDefault() ?? image.Id,-60} {image.Size >> 10,10} KiB");
            }

            return CommandOutput.Done;
        }));
        return command;
    }

    private static async Task<int> ImportAsync(ContainerdLayout layout, CriClient cri, string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return CommandOutput.Refuse(new($"There is no file {file}.", "Write one with: docker save IMAGE -o FILE.tar"));
        }

        if (RuntimeBinaries.Find(out var missing) is not { } binaries)
        {
            return CommandOutput.Refuse(new(missing!, "Install what is missing."));
        }

        var import = await new ImageImporter(layout, cri, binaries, TimeProvider.System).ImportAsync(file, cancellation);
        if (import.Problem is { } problem)
        {
            return CommandOutput.Refuse(new(problem, "The archive must be in OCI or docker format and hold an image for this machine."));
        }

        foreach (var reference in import.References)
        {
            Console.WriteLine($"imported {reference}");
        }

        return CommandOutput.Done;
    }

    private static async Task<int> WithRuntimeAsync(string dataDirectory, Func<ContainerdLayout, CriClient, Task<int>> run)
    {
        if (MachineChecks.Root() is { } notRoot)
        {
            return CommandOutput.Refuse(notRoot);
        }

        var paths = new ClusterPaths(dataDirectory);
        var layout = new ContainerdLayout(paths.DataDirectory);
        if (!File.Exists(layout.Socket))
        {
            return CommandOutput.Refuse(new($"No cluster with a node is up in {paths.DataDirectory}.", "Bring it up first: navarch up"));
        }

        try
        {
            using var channel = GrpcChannel.ForUnixSocket(layout.Socket);
            return await run(layout, new CriClient(channel));
        }
        catch (GrpcException error)
        {
            return CommandOutput.Refuse(new($"containerd does not do it: {error.Message}", $"Its log says more: {layout.LogFile}"));
        }
    }
}
