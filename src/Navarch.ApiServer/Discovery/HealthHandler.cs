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
        var parts = call.Info.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2 || parts[0] is not ("healthz" or "livez" or "readyz"))
        {
            return false;
        }

        var asked = checks.Where(c => parts[0] == "readyz" || !c.OnlyReadiness).ToList();
        if (parts.Length == 2)
        {
            asked = [.. asked.Where(c => c.Name == parts[1])];
            if (asked.Count == 0)
            {
                return false;
            }
        }

        var excluded = call.Http.Request.Query["exclude"];
        var text = new StringBuilder();
        var well = true;
        foreach (var check in asked)
        {
            if (excluded.Contains(check.Name))
            {
                text.Append($"[+]{check.Name} excluded: ok\n");
                continue;
            }

            var problem = check.Check();
            well &= problem is null;
            text.Append(problem is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: {problem}\n");
        }

        text.Append(well ? $"{parts[0]} check passed\n" : $"{parts[0]} check failed\n");
        var verbose = QueryFlag.IsSet(call.Http.Request.Query, "verbose");
        var body = Encoding.UTF8.GetBytes(well && !verbose ? "ok" : text.ToString());
        call.Http.Response.StatusCode = well ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        call.Http.Response.Headers["X-Content-Type-Options"] = "nosniff";
        await JsonResponse.WriteAsync(call.Http, body, "text/plain; charset=utf-8");
        return true;
    }
}
