using System.Text;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Tells the person at the client something: <c>Warning: 299 - "..."</c> headers, few and short enough for every client to take.</summary>
internal static class Warnings
{
    private const int MostCharacters = 4 * 1024;
    private const int MostRunesOfOne = 256;

    /// <summary>Adds warnings to the response; one that is there already (a write was tried again) is not said twice, what does not fit any more is left out.</summary>
    public static void Add(HttpContext http, params IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            var header = $"299 - \"{Quoted(text)}\"";
            if (http.Response.Headers.Warning.Sum(w => w!.Length) + header.Length > MostCharacters)
            {
                return;
            }

            if (!http.Response.Headers.Warning.Contains(header))
            {
                http.Response.Headers.Append("Warning", header);
            }
        }
    }

    /// <summary>The text as a header takes it: quotes and backslashes escaped, control characters shown as blanks.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(Math.Min(text.Length, MostRunesOfOne) + 8);
        var runes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (runes++ == MostRunesOfOne)
            {
                break;
            }

            if (rune.Value is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return quoted.ToString();
    }
}
