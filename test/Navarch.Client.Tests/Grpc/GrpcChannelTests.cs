using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Containerd;

namespace Navarch.Client.Tests.Grpc;

public sealed class GrpcChannelTests
{
    private static readonly GrpcMethod<TaskStart, TaskStart> Echo = new("test.Echo", "Say");

    [Fact]
    public async Task A_call_carries_its_message_path_and_headers()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            Assert.Equal("/test.Echo/Say", context.Request.Path);
            Assert.Equal("application/grpc", context.Request.ContentType);
            Assert.Equal("trailers", context.Request.Headers.TE);
            Assert.Equal("k8s.io", context.Request.Headers["containerd-namespace"]);
            var message = await GrpcTestServer.ReadAsync(context);
            await GrpcTestServer.WriteAsync(context, new TaskStart { ContainerId = message!.ContainerId + "!", Pid = 7 });
            GrpcTestServer.End(context, 0);
        });
        var options = new GrpcCallOptions(Headers: [new("containerd-namespace", "k8s.io")]);
        var answer = await server.Channel.CallAsync(Echo, new TaskStart { ContainerId = new string('x', 100_000) }, options, default);
        Assert.Equal((100_001, 7u), (answer.ContainerId.Length, answer.Pid));
    }

    [Theory]
    [InlineData(5, "no%20such%20thing:%20%C3%A9", GrpcStatusCode.NotFound, "no such thing: é")]
    [InlineData(99, "", GrpcStatusCode.Unknown, "")]
    public async Task A_refusal_is_thrown_with_its_code_and_message(int status, string message, GrpcStatusCode code, string text)
    {
        await using var server = await GrpcTestServer.StartAsync(context =>
        {
            GrpcTestServer.End(context, status, message);
            return Task.CompletedTask;
        });
        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.CallAsync(Echo, new TaskStart(), default, default));
        Assert.Equal((code, text), (e.Code, e.Message));
    }

    [Theory]
    [InlineData(200, GrpcStatusCode.ResourceExhausted)]
    [InlineData(404, GrpcStatusCode.Unimplemented)]
    [InlineData(503, GrpcStatusCode.Unavailable)]
    public async Task An_answer_without_body_is_judged_by_its_headers(int http, GrpcStatusCode code)
    {
        await using var server = await GrpcTestServer.StartAsync(context =>
        {
            context.Response.StatusCode = http;
            context.Response.Headers["grpc-status"] = "8";
            return Task.CompletedTask;
        });
        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.CallAsync(Echo, new TaskStart(), default, default));
        Assert.Equal(code, e.Code);
    }

    [Fact]
    public async Task The_server_is_told_of_the_deadline_and_the_call_ends_at_it()
    {
        var told = new TaskCompletionSource<string>();
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            told.SetResult(context.Request.Headers["grpc-timeout"].ToString());
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.CallAsync(Echo, new TaskStart(), new GrpcCallOptions(TimeSpan.FromMilliseconds(200)), default));
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, e.Code);
        Assert.Equal("200m", await told.Task);
    }

    [Fact]
    public async Task The_callers_own_wish_to_stop_is_no_failure_of_the_call()
    {
        await using var server = await GrpcTestServer.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Channel.CallAsync(Echo, new TaskStart(), default, stop.Token));
    }

    [Fact]
    public async Task A_stream_gives_each_message_and_then_the_failure()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            for (uint i = 0; i < 3; i++)
            {
                await GrpcTestServer.WriteAsync(context, new TaskStart { Pid = i });
            }
            GrpcTestServer.End(context, 14, "gone");
        });
        var seen = new List<uint>();
        var e = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (var message in server.Channel.StreamAsync(Echo, new TaskStart(), default, default))
            {
                seen.Add(message.Pid);
            }
        });
        Assert.Equal([0u, 1u, 2u], seen);
        Assert.Equal((GrpcStatusCode.Unavailable, "gone"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Both_sides_speak_in_turn_until_the_caller_has_no_more_to_say()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            while (await GrpcTestServer.ReadAsync(context) is { } message)
            {
                await GrpcTestServer.WriteAsync(context, new TaskStart { Pid = message.Pid * 2 });
            }
            GrpcTestServer.End(context, 0);
        });
        await using var call = server.Channel.OpenAsync(Echo, default, default);
        for (uint i = 1; i <= 3; i++)
        {
            await call.WriteAsync(new TaskStart { Pid = i }, default);
            Assert.Equal(2 * i, (await call.ReadAsync(default))?.Pid);
        }
        call.CompleteRequests();
        Assert.Null(await call.ReadAsync(default));
    }

    [Fact]
    public async Task A_call_given_up_is_seen_by_the_server()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            await GrpcTestServer.WriteAsync(context, new TaskStart());
            await aborted.Task;
        });
        await using (var call = server.Channel.OpenAsync(Echo, default, default))
        {
            Assert.NotNull(await call.ReadAsync(default));
        }
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
