using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Navarch.Node.Server.Logs;

namespace Navarch.Node.Tests.Server;

public sealed class LogTests : IDisposable
{
    private const string Sample =
        "2026-01-01T00:00:01.5Z stdout F one\n" +
        "2026-01-01T00:00:02Z stderr F two\n" +
        "2026-01-01T00:00:03Z stdout P thr\n" +
        "2026-01-01T00:00:03Z stdout F ee\n" +
        "not a log line\n" +
        "2026-01-01T00:00:04Z stdout F \n";

    private readonly string _directory = Directory.CreateTempSubdirectory("logs-").FullName;

    private string Path => System.IO.Path.Combine(_directory, "0.log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("2026-01-01T00:00:01Z stdout F hello", "stdout", false, "hello")]
    [InlineData("2026-01-01T00:00:01Z stderr P a b ", "stderr", true, "a b ")]
    [InlineData("2026-01-01T00:00:01Z stdout F:x tagged", "stdout", false, "tagged")]
    [InlineData("2026-01-01T00:00:01Z stdout F", "stdout", false, "")]
    public void A_log_line_is_taken_apart(string text, string stream, bool partial, string content)
    {
        Assert.True(CriLogLine.TryParse(Encoding.UTF8.GetBytes(text), out var line));
        Assert.Equal((stream, partial, content), (Encoding.UTF8.GetString(line.Stream), line.IsPartial, Encoding.UTF8.GetString(line.Content)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("2026-01-01T00:00:01Z stdin F x")]
    [InlineData("2026-01-01T00:00:01Z stdout ")]
    public void What_is_no_log_line_is_refused(string text) => Assert.False(CriLogLine.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("", "one\ntwo\nthree\n\n")]
    [InlineData("tailLines=2", "\n")]
    [InlineData("tailLines=5", "two\nthree\n\n")]
    [InlineData("tailLines=0", "")]
    [InlineData("tailLines=99", "one\ntwo\nthree\n\n")]
    [InlineData("limitBytes=5", "one\nt")]
    [InlineData("sinceTime=2026-01-01T00:00:02Z", "two\nthree\n\n")]
    [InlineData("sinceSeconds=2", "three\n\n")]
    [InlineData("stream=Stderr", "two\n")]
    [InlineData("timestamps=true&tailLines=5", "2026-01-01T00:00:02Z two\n2026-01-01T00:00:03Z three\n2026-01-01T00:00:04Z \n")]
    public async Task The_wanted_part_of_a_log_is_read(string query, string expected)
    {
        await File.WriteAllTextAsync(Path, Sample);
        var parsed = Parse(query, out var problem);
        Assert.Null(problem);
        Assert.Equal(expected, await ReadAsync(parsed!, () => false));
    }

    [Theory]
    [InlineData("tailLines=-1")]
    [InlineData("limitBytes=0")]
    [InlineData("sinceSeconds=x")]
    [InlineData("sinceTime=yesterday")]
    public void A_wrong_parameter_is_named(string query)
    {
        Assert.Null(Parse(query, out var problem));
        Assert.StartsWith(query.Split('=')[0], problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_log_is_read_from_its_tail_across_blocks()
    {
        await File.WriteAllLinesAsync(Path, Enumerable.Range(0, 20000).Select(i => $"2026-01-01T00:00:00Z stdout F line {i}"));
        var text = await ReadAsync(Parse("tailLines=3000", out _)!, () => false);
        Assert.StartsWith("line 17000\n", text, StringComparison.Ordinal);
        Assert.EndsWith("line 19999\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_goes_on_through_rotation_until_the_container_ends()
    {
        await File.WriteAllTextAsync(Path, "2026-01-01T00:00:00Z stdout F old\n");
        var running = true;
        var pipe = new Pipe();
        var reading = new LogReader(Path, new LogQuery { Follow = true }, _ => ValueTask.FromResult(running), TimeProvider.System).CopyToAsync(pipe.Writer, default);
        Assert.Equal("old\n", await NextAsync(pipe.Reader));
        await File.AppendAllTextAsync(Path, "2026-01-01T00:00:00Z stdout F ha");
        await File.AppendAllTextAsync(Path, "lf\n");
        Assert.Equal("half\n", await NextAsync(pipe.Reader));
        File.Move(Path, Path + ".rotated");
        await File.WriteAllTextAsync(Path, "2026-01-01T00:00:00Z stdout F new\n");
        Assert.Equal("new\n", await NextAsync(pipe.Reader));
        running = false;
        await reading.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static LogQuery? Parse(string query, out string? problem)
    {
        var values = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => new StringValues(p[1]));
        return LogQuery.Parse(new QueryCollection(values), new DateTimeOffset(2026, 1, 1, 0, 0, 5, TimeSpan.Zero), out problem);
    }

    private async Task<string> ReadAsync(LogQuery query, Func<bool> isRunning)
    {
        using var output = new MemoryStream();
        var writer = PipeWriter.Create(output);
        await new LogReader(Path, query, _ => ValueTask.FromResult(isRunning()), TimeProvider.System).CopyToAsync(writer, default);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static async Task<string> NextAsync(PipeReader reader)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var result = await reader.ReadAsync(limit.Token);
        var text = Encoding.UTF8.GetString(result.Buffer);
        reader.AdvanceTo(result.Buffer.End);
        return text;
    }
}
