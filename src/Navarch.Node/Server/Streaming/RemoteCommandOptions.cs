using Microsoft.AspNetCore.Http;

namespace Navarch.Node.Server.Streaming;

/// <summary>Which streams a command or an attachment has.</summary>
internal readonly record struct RemoteCommandOptions(bool Stdin, bool Stdout, bool Stderr, bool Tty)
{
    /// <summary>Reads the parameters under the API's names (stdin, stdout, stderr, tty) or the node agent's old ones (input, output, error).</summary>
    public static RemoteCommandOptions Parse(IQueryCollection query)
    {
        var tty = IsSet(query, "tty");
        return new RemoteCommandOptions(
            IsSet(query, "stdin") || IsSet(query, "input"),
            IsSet(query, "stdout") || IsSet(query, "output"),
            // A terminal has one output only.
            (IsSet(query, "stderr") || IsSet(query, "error")) && !tty,
            tty);
    }

    private static bool IsSet(IQueryCollection query, string name) => (string?)query[name] is "1" or "true" or "True";
}
