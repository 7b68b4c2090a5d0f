using System.Diagnostics;
using Navarch.Storage.Embedded;

namespace Navarch.Storage.Tests;

/// <summary>The embedded store on a file system of 4 MB. Mounting one needs root; the test is skipped, and says so, without it.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly bool mounted;

    public FullDiskTests() => mounted = Run("mount", "-t", "tmpfs", "-o", "size=4m", "store-test", directory.Path);

    public void Dispose()
    {
        if (mounted)
        {
            Run("umount", directory.Path);
        }

        directory.Dispose();
    }

    [RootFact]
    public async Task Nothing_is_acknowledged_on_a_full_disk_and_writes_go_on_when_there_is_space()
    {
        Assert.True(mounted, "a file system of 4 MB could not be mounted");

        string ballast = Path.Combine(directory.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[2_000_000]);
        int written;
        await using (EmbeddedStore store = EmbeddedStore.Open(directory.Path, new StoreOptions { BusyLogPages = 64 }))
        {
            written = await FillAsync(store, 0);
            Assert.InRange(written, 50, 1_000);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await WriteAsync(store, written));
            File.Delete(ballast);
            int more = await FillAsync(store, written);
            Assert.True(more > written, "the store did not recover");
            written = more;
        }

        await using EmbeddedStore again = EmbeddedStore.Open(directory.Path);
        Assert.Equal(written, again.Snapshot("pods").Snapshot!.Count);
    }

    /// <summary>Writes until the store refuses; the number of objects there.</summary>
    private static async Task<int> FillAsync(EmbeddedStore store, int first)
    {
        try
        {
            for (int i = first; ; i++)
            {
                first = i;
                await WriteAsync(store, i);
            }
        }
        catch (StoreUnavailableException refusal)
        {
            Assert.Contains("disk is full", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(first, store.Snapshot("pods").Snapshot!.Count);
            return first;
        }
    }

    private static ValueTask<WriteResult> WriteAsync(EmbeddedStore store, int i) =>
        store.WriteAsync(new Write(new StoreKey("pods", $"{i}"), new byte[3_000], Expected: 0));

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
