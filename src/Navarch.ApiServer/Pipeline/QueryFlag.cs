using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Pipeline;

/// <summary>Boolean query parameters: given without a value, or with anything but a word for false, they are set.</summary>
internal static class QueryFlag
{
    /// <summary>Whether the parameter is there and set.</summary>
    public static bool IsSet(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values[0] is not "0" && !"false".Equals(values[0], StringComparison.OrdinalIgnoreCase);
}
