namespace Navarch.Tests.Tidy;

/// <summary>The files of the repository these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", ".git", "TestResults", ".vs", ".idea"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files people write, as paths relative to the root.</summary>
    public static IReadOnlyList<string> SourceFiles { get; } =
    [
        .. Files(Root).Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Every file but those that builds make, as paths relative to the root.</summary>
    public static IEnumerable<string> AllFiles() => Files(Root).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(d => !NotOurs.Contains(Path.GetFileName(d), StringComparer.Ordinal))
            .SelectMany(Files));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Navarch.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Navarch.slnx.");
    }
}
