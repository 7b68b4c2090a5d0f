using System.Globalization;

namespace Navarch.Node.Runtime;

/// <summary>A cgroup and everything below it, in every hierarchy the machine has (several in version 1, one in version 2).</summary>
public sealed class CgroupTree
{
    private readonly string _path;

    /// <param name="path">The cgroup's path from the root of each hierarchy, such as <c>/navarch-1a2b3c</c>.</param>
    public CgroupTree(string path) => _path = "/" + path.Trim('/');

    /// <summary>Whether this machine has only the unified hierarchy (version 2).</summary>
    public static bool IsUnified => MountTable.Read().Any(static m => m.Point == "/sys/fs/cgroup" && m.Type == "cgroup2");

    /// <summary>The cgroup's directory in each hierarchy in which it exists.</summary>
    public IEnumerable<string> Directories() =>
        MountTable.Read()
            .Where(static m => m.Type is "cgroup" or "cgroup2")
            .Select(m => m.Point + _path)
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists);

    /// <summary>Every process in it.</summary>
    public IReadOnlySet<int> Processes()
    {
        var pids = new HashSet<int>();
        foreach (var directory in Directories().SelectMany(Descend))
        {
            foreach (var line in ReadLines(Path.Combine(directory, "cgroup.procs")))
            {
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
                {
                    pids.Add(pid);
                }
            }
        }
        return pids;
    }

    /// <summary>Removes the directories, innermost first.</summary>
    /// <returns>False when some could not be removed, because a process still lives there.</returns>
    public bool TryRemove()
    {
        foreach (var directory in Directories().SelectMany(Descend).ToList())
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (IOException) when (Directory.Exists(directory))
            {
                return false;
            }
            catch (DirectoryNotFoundException)
            {
                // Someone else was quicker.
            }
        }
        return true;
    }

    private static IEnumerable<string> Descend(string directory)
    {
        foreach (var child in Directory.EnumerateDirectories(directory))
        {
            foreach (var inner in Descend(child))
            {
                yield return inner;
            }
        }
        yield return directory;
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // The cgroup went away between listing and reading: no process is left in it.
            return [];
        }
    }
}
