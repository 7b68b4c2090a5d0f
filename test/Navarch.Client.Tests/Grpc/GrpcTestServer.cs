using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Containerd;

namespace Navarch.Client.Tests.Grpc;

/// <summary>A gRPC server on a Unix socket, made by hand so that it can misbehave.</summary>
public sealed class GrpcTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _directory = Directory.CreateTempSubdirectory("grpc-").FullName;

    private GrpcTestServer(RequestDelegate serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.ListenUnixSocket(Path.Combine(_directory, "s"), l => l.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(serve);
        Channel = GrpcChannel.ForUnixSocket(Path.Combine(_directory, "s"));
    }

    public GrpcChannel Channel { get; }

    public static async Task<GrpcTestServer> StartAsync(RequestDelegate serve)
    {
        var server = new GrpcTestServer(serve);
        await server._app.StartAsync();
        return server;
    }

    public static async Task<TaskStart?> ReadAsync(HttpContext context)
    {
        var prefix = new byte[5];
        if (await context.Request.Body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false) < 5)
        {
            return null;
        }
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await context.Request.Body.ReadExactlyAsync(message);
        return TaskStart.Parser.ParseFrom(message);
    }

    public static async Task WriteAsync(HttpContext context, TaskStart message)
    {
        var bytes = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
        message.WriteTo(bytes.AsSpan(5));
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    public static void End(HttpContext context, int status, string message = "")
    {
        context.Response.AppendTrailer("grpc-status", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        context.Response.AppendTrailer("grpc-message", message);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
