using System.Text;
using YamlDotNet.RepresentationModel;

namespace Navarch.Client.Kubeconfig;

/// <summary>Reads one context of a kubeconfig, with the files it names.</summary>
internal static class KubeconfigReader
{
    public static KubeconfigEntry Read(KubeconfigDocument document, string path, string? wanted)
    {
        var name = wanted ?? document.CurrentContext;
        if (name.Length == 0)
        {
            throw new KubeconfigException($"{path}: no current context is set; choose one with --context or 'kubectl config use-context'");
        }

        var context = document.Find("contexts", name, "context") ?? throw Missing(path, "context", name);
        var cluster = document.Find("clusters", context.Text("cluster"), "cluster") ?? throw Missing(path, "cluster", context.Text("cluster"));
        var user = context.Text("user").Length == 0 ? [] : document.Find("users", context.Text("user"), "user") ?? throw Missing(path, "user", context.Text("user"));
        if (!Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var server))
        {
            throw new KubeconfigException($"{path}: the server of cluster {context.Text("cluster")} is not an address: '{cluster.Text("server")}'");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new()
        {
            Name = name,
            Server = server,
            CertificateAuthorityPem = Pem(cluster, "certificate-authority", path, folder),
            TlsServerName = cluster.Text("tls-server-name"),
            InsecureSkipTlsVerify = cluster.Text("insecure-skip-tls-verify") == "true",
            ClientCertificatePem = Pem(user, "client-certificate", path, folder),
            ClientKeyPem = Pem(user, "client-key", path, folder),
            Token = user.Text("token"),
            TokenFile = user.Text("tokenFile") is { Length: > 0 } file ? Path.Combine(folder, file) : "",
            Namespace = context.Text("namespace"),
        };
    }

    /// <summary>The field's <c>-data</c> form if set, else the content of the file it names (relative to the kubeconfig).</summary>
    private static string Pem(YamlMappingNode map, string field, string path, string folder)
    {
        if (map.Text(field + "-data") is { Length: > 0 } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException broken)
            {
                throw new KubeconfigException($"{path}: {field}-data is not base64", broken);
            }
        }

        if (map.Text(field) is not { Length: > 0 } file)
        {
            return "";
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (IOException broken)
        {
            throw new KubeconfigException($"{path}: {field} names a file that cannot be read: {broken.Message}", broken);
        }
    }

    private static KubeconfigException Missing(string path, string what, string name) =>
        new($"{path}: there is no {what} named '{name}'; 'kubectl config view' shows what there is");
}
