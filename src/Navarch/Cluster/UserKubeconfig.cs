using System.Globalization;
using System.Runtime.InteropServices;
using Navarch.Client.Kubeconfig;

namespace Navarch.Cluster;

/// <summary>
/// The user's own kubeconfig, into which a cluster is merged: <c>--kubeconfig</c>, the first of <c>$KUBECONFIG</c>, or
/// <c>~/.kube/config</c> — of the user who called sudo, if there is one. The current context changes only when none is set.
/// </summary>
public static partial class UserKubeconfig
{
    /// <summary>The file when the user names none.</summary>
    public static string DefaultPath()
    {
        if (Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("KUBECONFIG") is null or "" && SudoCaller() is { } caller)
        {
            return Path.Combine(caller.Home, ".kube", "config");
        }

        return KubeconfigFile.DefaultPath(Environment.GetEnvironmentVariable);
    }

    /// <summary>Puts the cluster's administrator into the file, beside what is there.</summary>
    /// <returns>The name of the context.</returns>
    /// <exception cref="KubeconfigException">The file is no kubeconfig; it is left as it was.</exception>
    public static string Merge(ClusterPaths paths, string file)
    {
        var entry = KubeconfigFile.Read(paths.AdminKubeconfig);
        entry = entry with { Name = FreeName(paths, file, entry) };
        KubeconfigFile.Merge(file, entry, makeCurrent: false);
        GiveToSudoCaller(file);
        return entry.Name;
    }

    /// <summary>Takes the cluster out of the file again; does nothing when it is not there.</summary>
    /// <exception cref="KubeconfigException">The file is no kubeconfig; it is left as it was.</exception>
    public static void Remove(ClusterPaths paths, string file)
    {
        if (file.Length == 0 || !File.Exists(file) || !File.Exists(paths.AdminKubeconfig))
        {
            return;
        }

        var entry = KubeconfigFile.Read(paths.AdminKubeconfig);
        var name = FreeName(paths, file, entry);
        KubeconfigFile.Remove(file, name);
        GiveToSudoCaller(file);
    }

    // The cluster's name, unless the file has another cluster under it: that is not ours to change.
    private static string FreeName(ClusterPaths paths, string file, KubeconfigEntry entry)
    {
        if (!File.Exists(file))
        {
            return paths.ContextName;
        }

        try
        {
            var present = KubeconfigFile.Read(file, paths.ContextName);
            return present.Server == entry.Server || present.CertificateAuthorityPem == entry.CertificateAuthorityPem
                ? paths.ContextName
                : $"navarch-{paths.Id}";
        }
        catch (KubeconfigException)
        {
            // No such context; a file that is no kubeconfig at all is reported by the change that follows.
            return paths.ContextName;
        }
    }

    private static void GiveToSudoCaller(string file)
    {
        if (!Environment.IsPrivilegedProcess || SudoCaller() is not { } caller || !file.StartsWith(caller.Home + "/", StringComparison.Ordinal))
        {
            return;
        }

        // Best effort: root can always read it.
        _ = ChangeOwner(file, caller.Uid, caller.Gid);
        _ = ChangeOwner(Path.GetDirectoryName(file)!, caller.Uid, caller.Gid);
    }

    private static (uint Uid, uint Gid, string Home)? SudoCaller()
    {
        if (!uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), CultureInfo.InvariantCulture, out var uid) || uid == 0 || !File.Exists("/etc/passwd"))
        {
            return null;
        }

        // name:password:uid:gid:comment:home:shell
        return File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 7 && fields[2] == uid.ToString(CultureInfo.InvariantCulture))
            .Select(fields => ((uint, uint, string)?)(uid, uint.Parse(fields[3], CultureInfo.InvariantCulture), fields[5]))
            .FirstOrDefault();
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
