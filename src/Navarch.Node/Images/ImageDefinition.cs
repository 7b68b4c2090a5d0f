using System.Runtime.InteropServices;

namespace Navarch.Node.Images;

/// <summary>An image to be packed: its name, its one layer of files, and how a container of it runs.</summary>
public sealed record ImageDefinition
{
    /// <summary>Full reference, such as <c>docker.io/library/nginx:1.25</c>.</summary>
    public required string Reference { get; init; }

    public required IReadOnlyList<ImageFile> Files { get; init; }

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Each as NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>User name or number, with an optional group after a colon; empty for root.</summary>
    public string User { get; init; } = "";

    /// <summary>Each as <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Signal that ends a container; empty for the runtime's own choice.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Processor, by Go's name; by default this machine's.</summary>
    public string Architecture { get; init; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
