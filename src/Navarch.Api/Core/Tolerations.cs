namespace Navarch.Api.Core.V1;

/// <summary>Which taints a pod bears.</summary>
public static class Tolerations
{
    /// <summary>Whether a toleration covers a taint: effect and key match or are left open, and the operator holds.</summary>
    public static bool Tolerates(this Toleration toleration, Taint taint) =>
        (toleration.Effect.Length == 0 || toleration.Effect == taint.Effect)
        && (toleration.Key.Length == 0 || toleration.Key == taint.Key)
        && toleration.Operator switch
        {
            "" or "Equal" => toleration.Value == taint.Value,
            "Exists" => true,
            "Gt" => Compare(taint.Value, toleration.Value) > 0,
            "Lt" => Compare(taint.Value, toleration.Value) < 0,
            _ => false,
        };

    /// <summary>The first taint of one of the effects that no toleration covers; null when all are covered.</summary>
    public static Taint? FindUntolerated(ValueList<Taint> taints, ValueList<Toleration> tolerations, params ReadOnlySpan<string> effects)
    {
        foreach (var taint in taints)
        {
            if (effects.Contains(taint.Effect) && !IsTolerated(taint, tolerations))
            {
                return taint;
            }
        }

        return null;
    }

    /// <summary>Whether some toleration covers the taint.</summary>
    public static bool IsTolerated(Taint taint, ValueList<Toleration> tolerations)
    {
        foreach (var toleration in tolerations)
        {
            if (toleration.Tolerates(taint))
            {
                return true;
            }
        }

        return false;
    }

    private static int? Compare(string taint, string toleration) =>
        long.TryParse(taint, out var left) && long.TryParse(toleration, out var right) ? left.CompareTo(right) : null;

    /// <summary>Whether the later tolerations are the earlier ones and perhaps more, only <c>tolerationSeconds</c> apart.</summary>
    public static bool Add(ValueList<Toleration> before, ValueList<Toleration> after)
    {
        foreach (var old in before)
        {
            var found = false;
            foreach (var toleration in after)
            {
                found |= toleration == old || toleration with { TolerationSeconds = null } == old with { TolerationSeconds = null };
            }

            if (!found)
            {
                return false;
            }
        }

        return true;
    }
}
