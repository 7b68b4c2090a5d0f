using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;
using Navarch.Node.Images;
using Navarch.Node.Runtime;
using Navarch.TestImages;

namespace Navarch.Node.Tests.Runtime;

/// <summary>A containerd of its own in a network namespace of its own, with busybox imported.</summary>
public sealed class RuntimeHost : IAsyncLifetime
{
    public const string Busybox = "docker.io/library/busybox:test";

    private NetnsHost? _netns;
    private ContainerdSupervisor? _supervisor;

    public NetnsHost Netns => _netns!;

    public ContainerdSupervisor Supervisor => _supervisor!;

    public ICriClient Cri => Supervisor.Cri;

    public ContainerdSettings Settings { get; private set; } = null!;

    public string LogDirectory => Path.Combine(Netns.DataDirectory, "logs");

    public static ContainerdSettings SettingsFor(NetnsHost netns, string? dataDirectory = null) => new()
    {
        DataDirectory = dataDirectory ?? netns.DataDirectory,
        CgroupRoot = "/" + netns.Name,
        PodCidr = "10.244.7.0/24",
        NetworkNamespace = netns.NamespaceFile,
    };

    public static ContainerdSupervisor Supervise(ContainerdSettings settings) =>
        new(settings, TimeProvider.System, NullLogger<ContainerdSupervisor>.Instance);

    public static RuntimeTearDown TearDown(ContainerdSettings settings) =>
        new(settings, TimeProvider.System, NullLogger<RuntimeTearDown>.Instance);

    public async Task InitializeAsync()
    {
        _netns = await NetnsHost.CreateAsync(CancellationToken.None);
        Settings = SettingsFor(_netns);
        _supervisor = Supervise(Settings);
        var start = await _supervisor.StartAsync(CancellationToken.None);
        Assert.Null(start.Problem);
        await ImportAsync(await TestImage.BusyboxAsync("test", CancellationToken.None));
    }

    public async Task ImportAsync(string archive)
    {
        var import = await new ImageImporter(Supervisor.Layout, Cri, RuntimeBinaries.Find(out _)!, TimeProvider.System).ImportAsync(archive, CancellationToken.None);
        Assert.Null(import.Problem);
    }

    public async Task DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        Assert.Empty(await TearDown(Settings).RunAsync(CancellationToken.None));
        await Netns.DisposeAsync();
    }

    public PodSandboxConfig NewSandbox(string name) => new()
    {
        Metadata = new PodSandboxMetadata { Name = name, Namespace = "default", Uid = Guid.NewGuid().ToString() },
        Hostname = name,
        LogDirectory = Directory.CreateDirectory(Path.Combine(LogDirectory, name)).FullName,
        Linux = new LinuxPodSandboxConfig { CgroupParent = $"{Settings.CgroupRoot}/{name}" },
    };

    /// <summary>A sandbox with one running busybox container; its log is <c>c.log</c> in the sandbox's log directory.</summary>
    public async Task<RunningContainer> RunAsync(string name, string script, bool tty = false, int hostPort = 0)
    {
        var sandbox = NewSandbox(name);
        if (hostPort > 0)
        {
            sandbox.PortMappings.Add(new PortMapping { ContainerPort = 80, HostPort = hostPort });
        }
        var sandboxId = await Cri.RunPodSandboxAsync(sandbox, "", CancellationToken.None);
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = "c" },
            Image = new ImageSpec { Image = Busybox },
            LogPath = "c.log",
            Stdin = true,
            Tty = tty,
            Linux = new LinuxContainerConfig { Resources = new LinuxContainerResources() },
        };
        config.Command.AddRange(["sh", "-c", script]);
        var id = await Cri.CreateContainerAsync(sandboxId, config, sandbox, CancellationToken.None);
        await Cri.StartContainerAsync(id, CancellationToken.None);
        return new RunningContainer(name, sandboxId, id, Path.Combine(sandbox.LogDirectory, "c.log"));
    }

    public async Task RemoveAsync(RunningContainer container)
    {
        await Cri.StopPodSandboxAsync(container.SandboxId, CancellationToken.None);
        await Cri.RemovePodSandboxAsync(container.SandboxId, CancellationToken.None);
    }
}

public sealed record RunningContainer(string Name, string SandboxId, string Id, string LogFile);

[CollectionDefinition(Name)]
public sealed class RuntimeCollection : ICollectionFixture<RuntimeHost>
{
    public const string Name = "a containerd of its own";
}
