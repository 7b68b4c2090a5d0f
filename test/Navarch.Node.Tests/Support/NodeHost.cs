using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Node.Cri;
using Navarch.Node.Tests.Runtime;

namespace Navarch.Node.Tests.Support;

/// <summary>A node agent over a real containerd and a small API in memory.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private readonly RuntimeHost runtime;
    private readonly CancellationTokenSource stop = new();
    private NodeAgent agent = null!;
    private Task running = Task.CompletedTask;

    private NodeHost(RuntimeHost runtime, FakeApi api)
    {
        this.runtime = runtime;
        Api = api;
    }

    public FakeApi Api { get; }

    public NodeAgent Agent => agent;

    public string DataDirectory { get; private set; } = "";

    /// <summary>Starts an agent; with the API of an agent before it, its successor.</summary>
    public static async Task<NodeHost> StartAsync(RuntimeHost runtime, FakeApi? api = null)
    {
        var host = new NodeHost(runtime, api ?? new FakeApi(TimeProvider.System)) { DataDirectory = Path.Combine(runtime.Netns.DataDirectory, "node") };
        var options = new NodeAgentOptions
        {
            NodeName = "n1",
            DataDirectory = host.DataDirectory,
            CgroupRoot = runtime.Settings.CgroupRoot,
            ClusterDns = "10.96.0.10",
            PodCidr = runtime.Settings.PodCidr,
        };
        var events = new ContainerdEvents(runtime.Supervisor.Channel, runtime.Cri, TimeProvider.System, TimeSpan.FromSeconds(30), NullLogger<ContainerdEvents>.Instance);
        var log = Environment.GetEnvironmentVariable("NAVARCH_TEST_LOG");
        ILoggerFactory loggers = log is null ? NullLoggerFactory.Instance : LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(new LogFile(log)));
        host.agent = new NodeAgent(options, host.Api, runtime.Cri, events, TimeProvider.System, loggers);
        host.running = host.agent.RunAsync(host.stop.Token);
        await host.agent.Ready;
        return host;
    }

    /// <summary>Binds a pod of busybox containers to the node.</summary>
    public async Task<Pod> CreateAsync(string name, Func<PodSpec, PodSpec> change, params Container[] containers)
    {
        var pod = new Pod
        {
            Metadata = new() { Namespace = "default", Name = name },
            Spec = change(new() { NodeName = "n1", RestartPolicy = "Always", TerminationGracePeriodSeconds = 2, Containers = containers.ToValueList() }),
        };
        return (await Api.CreateAsync(pod, stop.Token)).Value;
    }

    /// <summary>A container that runs a shell script.</summary>
    public static Container Script(string name, string script) => new()
    {
        Name = name,
        Image = RuntimeHost.Busybox,
        ImagePullPolicy = "IfNotPresent",
        Command = ["sh", "-c", script],
        TerminationMessagePath = "/dev/termination-log",
        TerminationMessagePolicy = "File",
    };

    /// <summary>What a container wrote so far, without the log's own columns.</summary>
    public string LogOf(Pod pod, string container, int attempt = 0)
    {
        var file = Path.Combine(new NodePaths(DataDirectory).LogFolder(pod), NodePaths.LogFile(container, attempt));
        return File.Exists(file) ? string.Join('\n', File.ReadAllLines(file).Select(l => l.Split(' ', 4)[3])) : "";
    }

    public Task<Pod> RunningAsync(string name) => Api.UntilAsync<Pod>("default", name, p => p.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "True"));

    public async Task DeleteAsync(string name, long? grace = null)
    {
        await Api.DeleteAsync<Pod>(new("default", name), new() { GracePeriodSeconds = grace }, stop.Token);
        await Api.UntilGoneAsync<Pod>("default", name);
    }

    /// <summary>Ends the agent; its pods run on.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await agent.DisposeAsync();
        stop.Dispose();
    }

    private sealed class LogFile(string path) : ILoggerProvider, ILogger
    {
        private readonly Lock gate = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (gate)
            {
                File.AppendAllText(path, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {formatter(state, exception)} {exception}\n");
            }
        }
    }
}
