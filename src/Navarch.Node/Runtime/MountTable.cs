using System.Text;

namespace Navarch.Node.Runtime;

/// <summary>One mount of this process's mount namespace.</summary>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Type">Type of the file system, such as <c>overlay</c>.</param>
public readonly record struct MountEntry(string Point, string Type);

/// <summary>The mounts of this process's mount namespace, in the order in which they were made.</summary>
public static class MountTable
{
    public static IReadOnlyList<MountEntry> Read() => Parse(File.ReadLines("/proc/self/mountinfo"));

    /// <summary>The mounts at or below a directory, innermost and latest first: the order in which to take them away.</summary>
    public static IReadOnlyList<MountEntry> Below(string directory) =>
        [.. Read().Where(m => IsAtOrBelow(m.Point, directory)).Reverse()];

    /// <summary>Takes away every mount below a directory; one upon the directory itself is its owner's and stays.</summary>
    /// <returns>The mount points that could not be taken away.</returns>
    public static IReadOnlyList<string> UnmountBelow(string directory) =>
        [.. Below(directory).Select(static m => m.Point).Where(point => point != directory && !LinuxCalls.Unmount(point))];

    /// <summary>Type of the file system that holds a path.</summary>
    public static string TypeAt(string path) =>
        Read().Where(m => IsAtOrBelow(path, m.Point)).OrderBy(static m => m.Point.Length).LastOrDefault().Type ?? "";

    internal static IReadOnlyList<MountEntry> Parse(IEnumerable<string> lines)
    {
        var mounts = new List<MountEntry>();
        foreach (var line in lines)
        {
            // id parent major:minor root POINT options [tags...] - TYPE source superoptions
            var fields = line.Split(' ');
            var dash = fields.Length > 6 ? Array.IndexOf(fields, "-", 6) : -1;
            if (dash > 0 && dash + 1 < fields.Length)
            {
                mounts.Add(new MountEntry(Unescape(fields[4]), fields[dash + 1]));
            }
        }
        return mounts;
    }

    private static bool IsAtOrBelow(string path, string directory) =>
        directory == "/" || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    // The kernel writes space, tab, newline and backslash as a backslash and three octal digits.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length)
            {
                plain.Append((char)((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
