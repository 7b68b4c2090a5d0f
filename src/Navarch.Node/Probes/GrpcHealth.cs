using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Health;

namespace Navarch.Node.Probes;

/// <summary>Asks a server for its health by the gRPC health checking protocol.</summary>
internal static class GrpcHealth
{
    private static readonly GrpcMethod<HealthCheckRequest, HealthCheckResponse> Check = new("grpc.health.v1.Health", "Check");

    /// <summary>Asks once, over a connection of its own.</summary>
    public static async Task<ProbeResult> CheckAsync(string host, int port, string service, CancellationToken cancellationToken)
    {
        var literal = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        using var channel = GrpcChannel.ForAddress(new Uri($"http://{literal}:{port}"));
        try
        {
            var answer = await channel.CallAsync(Check, new HealthCheckRequest { Service = service }, default, cancellationToken);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving
                ? new(true, "service healthy")
                : new(false, $"service unhealthy (responded with \"{answer.Status}\")");
        }
        catch (GrpcException failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new(false, $"error: health rpc failed: {failure.Describe()}");
        }
    }
}
