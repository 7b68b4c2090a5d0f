using System.Text;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Discovery;

/// <summary>One thing that must be well for the server to be.</summary>
/// <param name="Name">Its name, as in <c>/readyz/NAME</c>.</param>
/// <param name="Check">Null when it is well, else what is wrong.</param>
/// <param name="OnlyReadiness">Whether it says nothing about being alive.</param>
internal sealed record HealthCheck(string Name, Func<string?> Check, bool OnlyReadiness = false);

/// <summary>Answers <c>/healthz</c>, <c>/livez</c> and <c>/readyz</c>, whole or check by check, with <c>?verbose</c> and <c>?exclude=</c>.</summary>
internal sealed class HealthHandler(IReadOnlyList<HealthCheck> checks)
{
    /// <summary>Answers the call if it is for health.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        var path = call.Info.Path.Trim('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var endpoint = slash < 0 ? path : path[..slash];
        if (endpoint is not ("healthz" or "livez" or "readyz"))
        {
            return false;
        }

        var asked = checks.Where(c => endpoint == "readyz" || !c.OnlyReadiness).ToList();
        if (slash < 0)
        {
            await WriteAsync(call, All(call, endpoint, asked));
            return true;
        }

        if (asked.Find(c => c.Name == path[(slash + 1)..]) is not { } one)
        {
            return false;
        }

        await WriteAsync(call, one.Check() is { } problem ? (false, $"internal server error: {problem}\n") : (true, "ok"));
        return true;
    }

    private static (bool IsWell, string Text) All(ApiCall call, string endpoint, List<HealthCheck> asked)
    {
        var excluded = call.Http.Request.Query["exclude"].Where(name => !string.IsNullOrEmpty(name)).Select(name => name!).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder();
        var well = true;
        foreach (var check in asked)
        {
            if (excluded.Remove(check.Name))
            {
                text.Append($"[+]{check.Name} excluded: ok\n");
                continue;
            }

            // What is wrong is told by the check itself: whoever asks for everything may be anybody.
            var isWell = check.Check() is null;
            well &= isWell;
            text.Append(isWell ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: reason withheld\n");
        }

        if (excluded.Count > 0)
        {
            text.Append($"warn: some health checks cannot be excluded: no matches for {string.Join(",", excluded.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""))}\n");
        }

        text.Append(well ? $"{endpoint} check passed\n" : $"{endpoint} check failed\n");
        return (well, well && !QueryFlag.IsSet(call.Http.Request.Query, "verbose") ? "ok" : text.ToString());
    }

    private static ValueTask WriteAsync(ApiCall call, (bool IsWell, string Text) answer)
    {
        call.Http.Response.StatusCode = answer.IsWell ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        call.Http.Response.Headers.XContentTypeOptions = "nosniff";
        return JsonResponse.WriteAsync(call.Http, Encoding.UTF8.GetBytes(answer.Text), "text/plain; charset=utf-8");
    }
}
