using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Navarch.ApiServer.Verbs;

/// <summary>Resource versions as clients send them: texts that only this server may read, and does.</summary>
internal static class ResourceVersions
{
    /// <summary>Reads the version a list or watch names; false with the refusal of what is none. A version beyond all numbers is one of the future.</summary>
    public static bool TryRead(string text, out long version, [NotNullWhen(false)] out Status? refused)
    {
        refused = null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            version = (long)Math.Min(number, long.MaxValue);
            return true;
        }

        version = 0;
        var why = text.Length > 0 && text.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax";
        refused = Failures.BadRequest($"invalid resource version: resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": {why}");
        return false;
    }
}
