namespace Navarch.Node.Images;

/// <summary>One entry of an image's file system.</summary>
public sealed record ImageFile
{
    private ImageFile(string path, string? source, ReadOnlyMemory<byte> content, string? target, UnixFileMode mode)
    {
        Path = path.Trim('/');
        Source = source;
        Content = content;
        Target = target;
        Mode = mode;
    }

    /// <summary>Path inside the image, without a leading slash.</summary>
    public string Path { get; }

    /// <summary>File of this machine that has the content; null for others.</summary>
    public string? Source { get; }

    /// <summary>Content given directly.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Where a symbolic link points; null for others.</summary>
    public string? Target { get; }

    public UnixFileMode Mode { get; }

    public bool IsDirectory { get; private init; }

    /// <summary>A file with the content of one of this machine.</summary>
    public static ImageFile From(string path, string source, UnixFileMode? mode = null) =>
        new(path, source, default, null, mode ?? File.GetUnixFileMode(source));

    /// <summary>A file with the given content.</summary>
    public static ImageFile Of(string path, ReadOnlyMemory<byte> content, UnixFileMode mode = Modes.File) => new(path, null, content, null, mode);

    /// <summary>A symbolic link.</summary>
    public static ImageFile Link(string path, string target) => new(path, null, default, target, Modes.Everything);

    /// <summary>A directory; those above it are made by themselves.</summary>
    public static ImageFile Directory(string path, UnixFileMode mode = Modes.Executable) => new(path, null, default, null, mode) { IsDirectory = true };

    /// <summary>The usual modes.</summary>
    public static class Modes
    {
        /// <summary>0644.</summary>
        public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

        /// <summary>0755.</summary>
        public const UnixFileMode Executable = File | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        /// <summary>0777.</summary>
        public const UnixFileMode Everything = Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    }
}
