using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Plugins;

/// <summary>What tolerating a taint means, for scheduling.</summary>
/// <remarks>Source: the API documentation of <c>Toleration</c>: an empty key with Exists matches every taint, an empty effect every effect.</remarks>
internal static class Toleration
{
    /// <summary>Whether one of the tolerations tolerates the taint.</summary>
    public static bool AnyTolerates(ValueList<Api.Core.V1.Toleration> tolerations, Taint taint)
    {
        foreach (var toleration in tolerations)
        {
            if (Tolerates(toleration, taint))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Tolerates(Api.Core.V1.Toleration toleration, Taint taint)
    {
        if (toleration.Effect.Length > 0 && toleration.Effect != taint.Effect)
        {
            return false;
        }

        if (toleration.Key.Length > 0 && toleration.Key != taint.Key)
        {
            return false;
        }

        return toleration.Operator switch
        {
            "Exists" => true,
            "" or "Equal" => toleration.Key.Length > 0 && toleration.Value == taint.Value,
            "Lt" => Compare(taint.Value, toleration.Value) is < 0,
            "Gt" => Compare(taint.Value, toleration.Value) is > 0,
            _ => false,
        };
    }

    private static int? Compare(string left, string right) =>
        long.TryParse(left, out var l) && long.TryParse(right, out var r) ? l.CompareTo(r) : null;
}
