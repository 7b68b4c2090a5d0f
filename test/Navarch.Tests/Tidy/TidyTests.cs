using System.Text.RegularExpressions;

namespace Navarch.Tests.Tidy;

/// <summary>The style that fails as a test. Each failure says where, and what to do.</summary>
public sealed class TidyTests
{
    private const int MostLinesOfFile = 400;
    private const int MostLinesOfFunction = 75;

    // Words are put together here so that this file does not hold them.
    private static readonly (string Pattern, string Instead)[] Banned =
    [
        (@"\bDateTime(Offset)?\.(Utc)?" + "Now\\b", "take a TimeProvider and ask it"),
        (@"\bThread\." + "Sleep\\b", "wait for the condition (tests), or await Task.Delay with a TimeProvider"),
        (@"\bGetAwaiter\(\)\." + @"GetResult\(\)", "await it"),
        (@"Async\([^()]*\)\." + @"Result\b", "await it"),
        ("NotImplemented" + "Exception", "write it, or leave the member out"),
        (@"\bcatch\s*(\([^)]*\))?\s*(when\s*\(.*\))?\s*\{\s*\}", "handle the exception, or say in a comment why it can be ignored"),
        (@"\b(class|struct|record|interface|enum)\s+\w*(Utils?|Utilit(y|ies)|Helpers?|Manager)\b", "name the type after what it does"),
    ];

    private static readonly (string Pattern, string Instead)[] BannedInText =
    [
        (@"(^|[\s""'`(])/(" + "work|" + @"farm)/", "the repository must not name folders of the machine it was written on"),
        (@"\b(TO" + "DO|FIX" + "ME|XX" + @"X|HA" + @"CK)\b(?!-)", "do it, or note it in docs/status.md"),
    ];

    [Fact]
    public void No_file_is_longer_than_a_person_reads_at_once() => Assert.Empty(
        from file in Repository.SourceFiles
        let lines = Repository.Read(file).Count(c => c == '\n')
        where lines > MostLinesOfFile
        select $"{file}: {lines} lines, at most {MostLinesOfFile}. Split it by meaning.");

    [Fact]
    public void No_function_is_longer_than_a_screen() => Assert.Empty(
        from file in Repository.SourceFiles
        from member in CSharpScanner.Members(CSharpScanner.CodeOnly(Repository.Read(file)))
        where member.Length > MostLinesOfFunction
        select $"{file}:{member.Line}: {member.Length} lines, at most {MostLinesOfFunction}. Give its steps names. ({member.Header})");

    [Fact]
    public void Banned_words_are_not_used() => Assert.Empty(
        from file in Repository.SourceFiles
        from finding in Find(file, KeepingComments(Repository.Read(file)), Banned)
        select finding);

    [Fact]
    public void Nothing_names_the_workplace_or_leaves_work_for_later() => Assert.Empty(
        from file in Repository.AllFiles()
        where Path.GetExtension(file) is ".cs" or ".md" or ".sh" or ".yaml" or ".csproj" or ".props" or ".proto" or ""
        where file != "LICENSE"
        from finding in Find(file, Repository.Read(file), BannedInText)
        select finding);

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("README.md")]
    public void Every_path_a_document_names_exists(string document) => Assert.Empty(
        from match in Regex.Matches(Repository.Read(document), @"`(?<path>(src|test|schema|docs|bench|\.ci)/[^`*<>{} ]*)`|\]\((?!https?:)(?<path>[^)#]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
        let path = match.Groups["path"].Value.TrimEnd('/')
        where !Path.Exists(Path.Combine(Repository.Root, path))
        select $"{document} names {path}, which does not exist. Correct the document.");

    [Fact]
    public void Every_decision_is_in_the_index_under_a_number_of_its_own()
    {
        var index = Repository.Read("docs/adr/README.md");
        var decisions = Directory.GetFiles(Path.Combine(Repository.Root, "docs/adr"), "0*.md").Select(file => Path.GetFileName(file)).ToList();
        Assert.Empty(decisions.Where(file => !index.Contains($"]({file})", StringComparison.Ordinal)).Select(file => $"docs/adr/README.md does not name {file}."));
        Assert.Empty(decisions.CountBy(file => file[..4]).Where(count => count.Value > 1).Select(count => $"Number {count.Key} is taken twice in docs/adr: renumber the later one."));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Navarch.slnx");
        Assert.Empty(
            from file in Repository.AllFiles()
            where file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{file}\"", StringComparison.Ordinal)
            select $"{file} is not in Navarch.slnx: add it, or it is neither built nor tested.");
    }

    private static IEnumerable<string> Find(string file, string text, (string Pattern, string Instead)[] banned) =>
        from rule in banned
        from match in Regex.Matches(text, rule.Pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(5))
        select $"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Value.Trim()}': {rule.Instead}.";

    // A comment inside an otherwise empty block is an explanation, so it must not vanish; its words must not count either.
    private static string KeepingComments(string text)
    {
        var code = CSharpScanner.CodeOnly(text).ToCharArray();
        for (var i = 0; i + 1 < code.Length; i++)
        {
            if (text[i] == '/' && text[i + 1] == '/' && code[i] == ' ')
            {
                code[i] = '#';
            }
        }

        return new string(code);
    }
}
