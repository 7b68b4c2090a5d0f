using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Navarch.Network.Nftables;

/// <summary>
/// Runs transactions through libnftables in this process: no fork, no start of a program for each change.
/// It stays in the network namespace of the thread that made it. One transaction at a time.
/// </summary>
public sealed partial class LibNftables : INftables
{
    private const string Library = "libnftables.so.1";
    private readonly Context context;
    private readonly Lock gate = new();

    private LibNftables(Context context) => this.context = context;

    /// <inheritdoc/>
    public string Description => Library;

    /// <summary>Opens the library in the calling thread's network namespace; null where it is not installed.</summary>
    public static LibNftables? TryOpen()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(LibNftables).Assembly, DllImportSearchPath.SafeDirectories, out _))
        {
            return null;
        }

        var made = New(0);
        if (made.IsInvalid || BufferOutput(made) != 0 || BufferError(made) != 0)
        {
            made.Dispose();
            return null;
        }

        return new(made);
    }

    /// <inheritdoc/>
    public NftResult Run(string commands)
    {
        lock (gate)
        {
            var code = RunCommands(context, commands);
            // Both buffers belong to the library and are emptied by being read.
            var output = Marshal.PtrToStringUTF8(GetOutput(context)) ?? "";
            var error = Marshal.PtrToStringUTF8(GetError(context)) ?? "";
            return code == 0 ? new(true, output) : new(false, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    [LibraryImport(Library, EntryPoint = "nft_ctx_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial Context New(uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Free(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_output")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BufferOutput(Context context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BufferError(Context context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_output_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetOutput(Context context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetError(Context context);

    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RunCommands(Context context, string commands);

    /// <summary>The library's context.</summary>
    public sealed class Context() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            Free(handle);
            return true;
        }
    }
}
