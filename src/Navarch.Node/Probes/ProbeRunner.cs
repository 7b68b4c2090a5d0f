using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Grpc;
using Navarch.Node.Cri;

namespace Navarch.Node.Probes;

/// <summary>One probe's result.</summary>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Output">What the probed thing said, cut to a length fit for an event.</param>
public readonly record struct ProbeResult(bool Passed, string Output);

/// <summary>What a probe or a hook is aimed at.</summary>
/// <param name="Container">The container as asked for; port names are looked up in it.</param>
/// <param name="ContainerId">The runtime's id.</param>
/// <param name="PodIP">The pod's address.</param>
public sealed record ProbeTarget(Container Container, string ContainerId, string PodIP);

/// <summary>Runs the ways of probing: a command in the container, an HTTP request, a connection, a gRPC health check.</summary>
public sealed class ProbeRunner(ICriClient runtime, TimeProvider time) : IDisposable
{
    private const int LongestOutput = 10 * 1024;

#pragma warning disable CA5359 // A probe asks whether the server answers, not who it is: the API says that certificates are not checked.
    // A probe must meet the server afresh each time, through no proxy, and must not mind its certificate.
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.Zero,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
#pragma warning restore CA5359

    /// <summary>Probes once.</summary>
    public async Task<ProbeResult> RunAsync(Probe probe, ProbeTarget target, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds));
        if (probe.Exec is { } exec)
        {
            return await ExecAsync(target.ContainerId, exec.Command, limit, cancellationToken);
        }

        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            if (probe.HTTPGet is { } get)
            {
                return await GetAsync(get, target, either.Token);
            }

            if (probe.TCPSocket is { } tcp)
            {
                return await ConnectAsync(Host(tcp.Host, target), PortOf(tcp.Port, target.Container), either.Token);
            }

            return probe.GRPC is { } grpc
                ? await GrpcHealth.CheckAsync(target.PodIP, grpc.Port, grpc.Service ?? "", either.Token)
                : new(true, "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(false, "context deadline exceeded: no answer within the probe's timeout");
        }
    }

    /// <summary>Runs a command in a container; passes when it ends with code 0.</summary>
    public async Task<ProbeResult> ExecAsync(string containerId, ValueList<string> command, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await runtime.ExecSyncAsync(containerId, command, limit, cancellationToken);
            var output = answer.Stdout.ToStringUtf8() + answer.Stderr.ToStringUtf8();
            return new(answer.ExitCode == 0, Cut(output));
        }
        catch (GrpcException failure) when (failure.Code == GrpcStatusCode.DeadlineExceeded)
        {
            return new(false, $"command timed out: \"{string.Join(' ', command.AsSpan().ToArray())}\" timed out after {limit.TotalSeconds}s");
        }
        catch (GrpcException failure)
        {
            return new(false, failure.Describe());
        }
    }

    /// <summary>Sends a GET request; passes on a status from 200 to 399.</summary>
    public async Task<ProbeResult> GetAsync(HTTPGetAction get, ProbeTarget target, CancellationToken cancellationToken)
    {
        if (PortOf(get.Port, target.Container) is not { } port)
        {
            return new(false, $"the container has no port named {get.Port.Text}");
        }

        var host = Host(get.Host, target);
        var scheme = get.Scheme == "HTTPS" ? "https" : "http";
        var path = get.Path.StartsWith('/') ? get.Path : "/" + get.Path;
        var address = $"{scheme}://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}{path}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return new(false, $"{address} is not an address");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.ConnectionClose = true;
        foreach (var header in get.HTTPHeaders)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var code = (int)response.StatusCode;
            return response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.BadRequest
                ? new(true, "")
                : new(false, $"HTTP probe failed with statuscode: {code}");
        }
        catch (HttpRequestException failure)
        {
            return new(false, $"Get \"{address}\": {(failure.InnerException ?? failure).Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>The number of a port given by number or by the name of one of the container's ports; null when there is no such port.</summary>
    public static int? PortOf(IntOrString port, Container container)
    {
        if (!port.IsString)
        {
            return port.Number;
        }

        foreach (var candidate in container.Ports)
        {
            if (candidate.Name == port.Text)
            {
                return Containers.SandboxConfigComposer.PortNumber(candidate);
            }
        }

        return int.TryParse(port.Text, out var number) ? number : null;
    }

    private static async Task<ProbeResult> ConnectAsync(string host, int? port, CancellationToken cancellationToken)
    {
        if (port is not { } number)
        {
            return new(false, "the container has no port of that name");
        }

        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, number, cancellationToken);
            return new(true, "");
        }
        catch (SocketException failure)
        {
            return new(false, $"dial tcp {host}:{number}: {failure.Message}");
        }
    }

    private static string Host(string host, ProbeTarget target) => host.Length > 0 ? host : target.PodIP;

    private static string Cut(string output) => output.Length <= LongestOutput ? output : output[..LongestOutput];
}
