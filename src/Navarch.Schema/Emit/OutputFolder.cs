namespace Navarch.Schema.Emit;

/// <summary>The folder of generated files: unchanged files keep their time, files no longer generated go away.</summary>
internal sealed class OutputFolder(string path)
{
    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    /// <summary>Writes one file unless it already holds the text.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(path);
        var file = Path.Combine(path, name);
        written.Add(Path.GetFullPath(file));
        if (!File.Exists(file) || File.ReadAllText(file) != text)
        {
            File.WriteAllText(file, text);
        }
    }

    /// <summary>Deletes the files of an earlier run that this run did not write.</summary>
    public void RemoveStale()
    {
        foreach (var file in Directory.GetFiles(path).Where(f => !written.Contains(Path.GetFullPath(f))))
        {
            File.Delete(file);
        }
    }
}
