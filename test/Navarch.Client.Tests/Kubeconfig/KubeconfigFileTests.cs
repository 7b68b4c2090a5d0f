namespace Navarch.Client.Kubeconfig;

public sealed class KubeconfigFileTests : IDisposable
{
    private const string Foreign = """
        apiVersion: v1
        kind: Config
        preferences:
          colors: true
        clusters:
        - cluster:
            server: https://other:6443
            proxy-url: http://proxy
          name: other
        contexts:
        - context:
            cluster: other
            user: other
            extensions:
            - name: mine
              extension: {a: "1"}
          name: other
        current-context: other
        users:
        - name: other
          user:
            exec:
              command: get-token
              args: ["--x", "y"]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    private string File_ => Path.Combine(folder, "nested", "config");

    private static KubeconfigEntry Entry => new()
    {
        Name = "navarch",
        Server = new("https://127.0.0.1:6443"),
        CertificateAuthorityPem = "CA",
        ClientCertificatePem = "CERT",
        ClientKeyPem = "KEY",
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_back()
    {
        KubeconfigFile.Write(File_, Entry);

        Assert.Equal(Entry, KubeconfigFile.Read(File_));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File_));
    }

    [Fact]
    public void Merging_keeps_what_others_put_there()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File_)!);
        File.WriteAllText(File_, Foreign);

        KubeconfigFile.Merge(File_, Entry);
        KubeconfigFile.Merge(File_, Entry with { Server = new("https://127.0.0.1:7443") });

        var text = File.ReadAllText(File_);
        Assert.Contains("get-token", text, StringComparison.Ordinal);
        Assert.Contains("proxy-url: http://proxy", text, StringComparison.Ordinal);
        Assert.Contains("colors: true", text, StringComparison.Ordinal);
        Assert.Contains("a: \"1\"", text, StringComparison.Ordinal);
        Assert.Equal("https://127.0.0.1:7443/", KubeconfigFile.Read(File_).Server.ToString());
        Assert.Equal("https://other:6443/", KubeconfigFile.Read(File_, "other").Server.ToString());
    }

    [Fact]
    public void Removing_takes_only_its_own_entry_away()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File_)!);
        File.WriteAllText(File_, Foreign);
        KubeconfigFile.Merge(File_, Entry);

        Assert.True(KubeconfigFile.Remove(File_, "navarch"));
        Assert.False(KubeconfigFile.Remove(File_, "navarch"));

        Assert.Throws<KubeconfigException>(() => KubeconfigFile.Read(File_, "navarch"));
        Assert.Throws<KubeconfigException>(() => KubeconfigFile.Read(File_));
        Assert.Equal("other", KubeconfigFile.Read(File_, "other").Name);
    }

    [Fact]
    public void A_broken_file_is_left_alone_and_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File_)!);
        File.WriteAllText(File_, "a: [");

        var failure = Assert.Throws<KubeconfigException>(() => KubeconfigFile.Merge(File_, Entry));

        Assert.Contains(File_, failure.Message, StringComparison.Ordinal);
        Assert.Equal("a: [", File.ReadAllText(File_));
    }

    [Fact]
    public void A_link_is_followed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File_)!);
        var real = Path.Combine(folder, "real");
        File.WriteAllText(real, Foreign);
        File.CreateSymbolicLink(File_, real);

        KubeconfigFile.Merge(File_, Entry);

        Assert.NotNull(new FileInfo(File_).LinkTarget);
        Assert.Contains("navarch", File.ReadAllText(real), StringComparison.Ordinal);
    }
}
