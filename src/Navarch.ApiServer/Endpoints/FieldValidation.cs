using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Endpoints;

/// <summary>
/// What is done about unknown and doubled fields: <c>fieldValidation=Strict</c> refuses them, <c>Warn</c> (also when nothing is asked for)
/// answers with warnings, <c>Ignore</c> says nothing.
/// </summary>
internal static class FieldValidation
{
    /// <summary>Reads the parameter, which <see cref="WriteOptions"/> checked.</summary>
    public static string ModeOf(HttpContext http) => http.Request.Query["fieldValidation"].ToString() is { Length: > 0 } mode ? mode : "Warn";

    /// <summary>The refusal, or null once the warnings (if any) are in the response's headers.</summary>
    public static Status? Judge(HttpContext http, KindInfo kind, string mode, DecodeReport report)
    {
        if (mode == "Strict")
        {
            return Refusal(kind, report);
        }

        if (mode == "Warn")
        {
            Warn(http, report);
        }

        return null;
    }

    /// <summary>The refusal of an object with unknown or doubled fields; null when it has none.</summary>
    public static Status? Refusal(KindInfo kind, DecodeReport report)
    {
        var gvk = kind.GroupVersionKind;
        var problems = string.Join(", ", report.StrictProblems);
        return problems.Length > 0
            ? Failures.BadRequest($"{gvk.Kind} in version \"{gvk.Version}\" cannot be handled as a {gvk.Kind}: strict decoding error: {problems}")
            : null;
    }

    /// <summary>Adds a warning for each unknown or doubled field.</summary>
    public static void Warn(HttpContext http, DecodeReport report) => Warnings.Add(http, report.StrictProblems);
}
