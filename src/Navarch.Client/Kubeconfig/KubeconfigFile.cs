using System.Text;

namespace Navarch.Client.Kubeconfig;

/// <summary>
/// Reads and changes kubeconfig files. Changes keep everything that is not theirs (other contexts, extensions,
/// preferences, fields unknown here; comments are lost), replace the file in one step, and leave it readable by its owner only.
/// </summary>
public static class KubeconfigFile
{
    /// <summary>The file kubectl uses: the first of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static string DefaultPath(Func<string, string?> environment)
    {
        var listed = environment("KUBECONFIG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return listed is { Length: > 0 }
            ? listed[0]
            : Path.Combine(environment("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
    }

    /// <summary>One context of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">The context's name; null: the current one.</param>
    /// <exception cref="KubeconfigException">The file is missing, not a kubeconfig, or lacks what the context names.</exception>
    public static KubeconfigEntry Read(string path, string? context = null)
    {
        if (!File.Exists(path))
        {
            throw new KubeconfigException($"{path}: there is no such file; start a cluster with 'navarch up' or name another file with --kubeconfig");
        }

        var document = KubeconfigDocument.Parse(File.ReadAllText(path), path);
        return KubeconfigReader.Read(document, path, context);
    }

    /// <summary>Writes a file that holds this one entry, as the current context.</summary>
    public static void Write(string path, KubeconfigEntry entry)
    {
        var document = KubeconfigDocument.Empty();
        Put(document, entry, makeCurrent: true);
        Save(path, document);
    }

    /// <summary>Puts the entry into a file under its own name, beside what is there; makes the file when it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">The entry; one of that name is replaced.</param>
    /// <param name="makeCurrent">Whether its context becomes the current one.</param>
    /// <exception cref="KubeconfigException">The file is not a kubeconfig; it is left as it was.</exception>
    public static void Merge(string path, KubeconfigEntry entry, bool makeCurrent = true)
    {
        var document = File.Exists(path) ? KubeconfigDocument.Parse(File.ReadAllText(path), path) : KubeconfigDocument.Empty();
        Put(document, entry, makeCurrent);
        Save(path, document);
    }

    /// <summary>Takes the entry of that name out of a file; a current context that named it is unset. Gives whether the file changed.</summary>
    /// <exception cref="KubeconfigException">The file is not a kubeconfig; it is left as it was.</exception>
    public static bool Remove(string path, string name)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var document = KubeconfigDocument.Parse(File.ReadAllText(path), path);
        var changed = document.Remove("contexts", name) | document.Remove("clusters", name) | document.Remove("users", name);
        if (changed)
        {
            if (document.CurrentContext == name)
            {
                document.CurrentContext = "";
            }

            Save(path, document);
        }

        return changed;
    }

    private static void Put(KubeconfigDocument document, KubeconfigEntry entry, bool makeCurrent)
    {
        var cluster = document.Entry("clusters", entry.Name, "cluster");
        cluster.Set("server", entry.Server.ToString().TrimEnd('/'));
        cluster.Set("certificate-authority", "");
        cluster.Set("certificate-authority-data", Base64(entry.CertificateAuthorityPem));
        cluster.Set("tls-server-name", entry.TlsServerName);
        cluster.Set("insecure-skip-tls-verify", entry.InsecureSkipTlsVerify ? "true" : "");

        var user = document.Entry("users", entry.Name, "user");
        user.Set("client-certificate", "");
        user.Set("client-key", "");
        user.Set("client-certificate-data", Base64(entry.ClientCertificatePem));
        user.Set("client-key-data", Base64(entry.ClientKeyPem));
        user.Set("token", entry.Token);
        user.Set("tokenFile", entry.TokenFile);

        var context = document.Entry("contexts", entry.Name, "context");
        context.Set("cluster", entry.Name);
        context.Set("user", entry.Name);
        if (entry.Namespace.Length > 0)
        {
            context.Set("namespace", entry.Namespace);
        }

        if (makeCurrent || document.CurrentContext.Length == 0)
        {
            document.CurrentContext = entry.Name;
        }
    }

    private static string Base64(string pem) => pem.Length == 0 ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    private static void Save(string path, KubeconfigDocument document)
    {
        // A link is followed, not replaced: people keep their kubeconfig elsewhere.
        var link = new FileInfo(path).LinkTarget is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true);
        var target = link?.FullName ?? Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Environment.ProcessId}.{Guid.NewGuid():n}");
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using (var file = new FileStream(temporary, options))
            {
                file.Write(Encoding.UTF8.GetBytes(document.ToYaml()));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
