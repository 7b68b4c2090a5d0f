using System.Globalization;
using System.Text;
using Navarch.Node.Images;
using Navarch.Node.Runtime;

namespace Navarch.TestImages;

/// <summary>Images made from Debian packages, so that tests need no registry. Each is packed once a machine and then kept.</summary>
public static class TestImage
{
    /// <summary>Where packed images are kept between runs.</summary>
    public static string CacheDirectory { get; } = Path.Combine(
        Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"navarch-test-images-{Environment.UserName}"));

    /// <summary>The shell and the small tools of busybox; runs a shell.</summary>
    /// <param name="tag">Tag of <c>docker.io/library/busybox</c>.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The archive, ready to be imported.</returns>
    public static Task<string> BusyboxAsync(string tag, CancellationToken ct) => PackAsync("busybox", tag, async () =>
    {
        var root = await DebianPackages.UnpackAsync(["busybox-static"], ct);
        var busybox = Path.Combine(root, "bin/busybox");
        var applets = (await ToolRun.RunAsync(busybox, ["--list"], ct)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new ImageDefinition
        {
            Reference = $"docker.io/library/busybox:{tag}",
            Files =
            [
                ImageFile.From("bin/busybox", busybox),
                .. applets.Where(static a => a != "busybox").Select(static a => ImageFile.Link("bin/" + a, "busybox")),
                .. Accounts(),
                ImageFile.Directory("tmp", ImageFile.Modes.Everything),
                ImageFile.Directory("home"),
                ImageFile.Directory("root"),
            ],
            Command = ["sh"],
        };
    }, ct);

    /// <summary>nginx on port 80; its start page reads <c>nginx TAG</c>, which tells versions apart.</summary>
    /// <param name="tag">Tag of <c>docker.io/library/nginx</c>.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The archive, ready to be imported.</returns>
    public static Task<string> NginxAsync(string tag, CancellationToken ct) => PackAsync("nginx", tag, async () =>
    {
        var root = await DebianPackages.UnpackAsync(["nginx", "busybox-static", "libc6", "libcrypt1", "libpcre2-8-0", "libssl3", "zlib1g"], ct);
        string[] libraries = ["libc.so.6", "libcrypt.so.1", "libpcre2-8.so.0", "libssl.so.3", "libcrypto.so.3", "libz.so.1", "ld-linux-x86-64.so.2"];
        return new ImageDefinition
        {
            Reference = $"docker.io/library/nginx:{tag}",
            Files =
            [
                ImageFile.From("usr/sbin/nginx", Path.Combine(root, "usr/sbin/nginx")),
                ImageFile.From("bin/busybox", Path.Combine(root, "bin/busybox")),
                ImageFile.Link("bin/sh", "busybox"),
                ImageFile.Link("bin/cat", "busybox"),
                ImageFile.Link("bin/ls", "busybox"),
                ImageFile.Link("bin/sleep", "busybox"),
                ImageFile.Link("bin/tar", "busybox"),
                ImageFile.Link("bin/wget", "busybox"),
                .. libraries.Select(l => ImageFile.From((l.StartsWith("ld-", StringComparison.Ordinal) ? "lib64/" : "lib/") + l, Find(root, l), ImageFile.Modes.Executable)),
                .. Accounts(),
                Text("etc/nginx/nginx.conf", NginxConfiguration),
                Text("usr/share/nginx/html/index.html", $"<html><body><h1>nginx {tag}</h1></body></html>\n"),
                ImageFile.Directory("var/log/nginx"),
                ImageFile.Directory("var/lib/nginx"),
                ImageFile.Directory("run"),
                ImageFile.Directory("tmp", ImageFile.Modes.Everything),
            ],
            Command = ["nginx", "-g", "daemon off;"],
            ExposedPorts = ["80/tcp"],
            StopSignal = "SIGQUIT",
        };
    }, ct);

    private const string NginxConfiguration = """
        user www-data;
        worker_processes 1;
        pid /run/nginx.pid;
        error_log /dev/stderr notice;
        events { worker_connections 256; }
        http {
          access_log /dev/stdout;
          server {
            listen 80;
            root /usr/share/nginx/html;
          }
        }

        """;

    private static ImageFile[] Accounts() =>
    [
        Text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
        Text("etc/group", "root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n"),
    ];

    private static ImageFile Text(string path, string content) => ImageFile.Of(path, Encoding.UTF8.GetBytes(content));

    /// <summary>A library by its short name; a link is followed to its file.</summary>
    private static string Find(string root, string library) =>
        Directory.EnumerateFiles(root, library, SearchOption.AllDirectories)
            .Select(static f => new FileInfo(f).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? f)
            .First(File.Exists);

    private static async Task<string> PackAsync(string name, string tag, Func<Task<ImageDefinition>> define, CancellationToken ct)
    {
        Directory.CreateDirectory(CacheDirectory);
        var file = Path.Combine(CacheDirectory, $"{name}-{tag}.tar");
        // Another build of this library may define the image otherwise.
        var stamp = typeof(TestImage).Module.ModuleVersionId.ToString("N");
        if (!File.Exists(file) || !File.Exists(file + ".stamp") || await File.ReadAllTextAsync(file + ".stamp", ct) != stamp)
        {
            var fresh = $"{file}.{Guid.NewGuid():N}";
            await OciArchive.WriteAsync(await define(), fresh, ct);
            File.Move(fresh, file, overwrite: true);
            await File.WriteAllTextAsync(file + ".stamp", stamp, ct);
        }
        return file;
    }
}
