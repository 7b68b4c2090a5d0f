using System.Text;
using System.Text.RegularExpressions;

namespace Navarch.Tests.Tidy;

/// <summary>
/// Reads C# roughly, without a compiler: blanks out comments and the contents of strings (so that words in them do not
/// count), and finds the members of types by their braces.
/// </summary>
internal static partial class CSharpScanner
{
    /// <summary>A member of a type that has a body: the line it begins on, counted from one, and its length in lines.</summary>
    public readonly record struct Member(string Header, int Line, int Length);

    /// <summary>The text with comments and the contents of strings replaced by spaces; lines stay where they are.</summary>
    public static string CodeOnly(string text)
    {
        var code = new StringBuilder(text);
        var position = 0;
        while (position < text.Length)
        {
            position = SkipOne(text, position, code);
        }

        return code.ToString();
    }

    /// <summary>The members of the types in a text made by <see cref="CodeOnly"/>.</summary>
    public static IEnumerable<Member> Members(string code)
    {
        var open = new Stack<(bool IsType, string Header, int Line)>();
        var headerStart = 0;
        var line = 1;
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '\n':
                    line++;
                    break;
                case ';':
                    headerStart = i + 1;
                    break;
                case '{':
                    var header = code[headerStart..i].Trim();
                    open.Push((TypeKeyword().IsMatch(header), header, line - header.Count(c => c == '\n')));
                    headerStart = i + 1;
                    break;
                case '}' when open.Count > 0:
                    var (isType, closed, begin) = open.Pop();
                    headerStart = i + 1;
                    if (!isType && open.Count > 0 && open.Peek().IsType)
                    {
                        yield return new(closed.ReplaceLineEndings(" "), begin, line - begin + 1);
                    }

                    break;
            }
        }
    }

    private static int SkipOne(string text, int at, StringBuilder code)
    {
        if (text[at] == '/' && at + 1 < text.Length && text[at + 1] is '/' or '*')
        {
            if (text[at] == '/' && text[at + 1] == '/')
            {
                return Blank(code, at, IndexOrEnd(text, "\n", at));
            }

            return text[at + 1] == '*' ? Blank(code, at, IndexOrEnd(text, "*/", at + 2) + 2) : at + 1;
        }

        if (text[at] == '\'')
        {
            var end = at + 1;
            while (end < text.Length && text[end] != '\'' && text[end] != '\n')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            Blank(code, at + 1, end);
            return end + 1;
        }

        return text[at] == '"' ? SkipString(text, at, code) : at + 1;
    }

    private static int SkipString(string text, int at, StringBuilder code)
    {
        var prefix = at;
        while (prefix > 0 && text[prefix - 1] is '$' or '@')
        {
            prefix--;
        }

        var quotes = 1;
        while (at + quotes < text.Length && text[at + quotes] == '"')
        {
            quotes++;
        }

        if (quotes >= 3)
        {
            var closing = IndexOrEnd(text, new string('"', quotes), at + quotes);
            Blank(code, at + quotes, closing);
            return closing + quotes;
        }

        if (quotes == 2)
        {
            return at + 2;
        }

        var marks = text[prefix..at];
        var end = EndOfString(text, at + 1, marks.Contains('@', StringComparison.Ordinal), marks.Contains('$', StringComparison.Ordinal));
        Blank(code, at + 1, end);
        return end + 1;
    }

    private static int EndOfString(string text, int at, bool verbatim, bool interpolated)
    {
        var holes = 0;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when !verbatim:
                    at++;
                    break;
                case '"' when holes > 0:
                    at = EndOfString(text, at + 1, verbatim: false, text[at - 1] == '$');
                    break;
                case '"' when verbatim && at + 1 < text.Length && text[at + 1] == '"':
                    at++;
                    break;
                case '"':
                    return at;
                case '{' when interpolated && holes == 0 && at + 1 < text.Length && text[at + 1] == '{':
                    at++;
                    break;
                case '{' when interpolated:
                    holes++;
                    break;
                case '}' when interpolated && holes > 0:
                    holes--;
                    break;
            }
        }

        return text.Length;
    }

    private static int IndexOrEnd(string text, string sought, int from) =>
        from < text.Length && text.IndexOf(sought, from, StringComparison.Ordinal) is >= 0 and var found ? found : text.Length;

    private static int Blank(StringBuilder code, int from, int to)
    {
        for (var i = from; i < Math.Min(to, code.Length); i++)
        {
            if (code[i] != '\n')
            {
                code[i] = ' ';
            }
        }

        return to;
    }

    [GeneratedRegex(@"(^|\s)(class|struct|record|interface|enum|namespace|extension)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeKeyword();
}
