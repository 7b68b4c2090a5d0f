using System.Text;

namespace Navarch.Node.Containers;

/// <summary>
/// Replaces <c>$(NAME)</c> in commands, arguments and environment values. <c>$$</c> stands for one dollar sign, so
/// <c>$$(NAME)</c> is left as <c>$(NAME)</c>; a name that is not known is left as written.
/// </summary>
public static class VariableExpansion
{
    /// <summary>Expands one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="valueOf">A variable's value, or null when there is none of that name.</param>
    public static string Expand(string text, Func<string, string?> valueOf)
    {
        var dollar = text.IndexOf('$', StringComparison.Ordinal);
        if (dollar < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (c != '$' || i + 1 >= text.Length)
            {
                result.Append(c);
                i++;
                continue;
            }

            var next = text[i + 1];
            if (next == '$')
            {
                result.Append('$');
                i += 2;
                continue;
            }

            var end = next == '(' ? text.IndexOf(')', i + 2) : -1;
            if (end < 0)
            {
                result.Append('$').Append(next);
                i += 2;
                continue;
            }

            var name = text[(i + 2)..end];
            result.Append(valueOf(name) ?? $"$({name})");
            i = end + 1;
        }

        return result.ToString();
    }
}
