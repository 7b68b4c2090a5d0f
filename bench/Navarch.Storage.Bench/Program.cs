using System.Diagnostics;
using Navarch.Storage.Bench;
using Navarch.Storage.Embedded;

// Usage: dotnet run -c Release --project bench/Navarch.Storage.Bench
// Measures the embedded store in a new directory under the temporary directory. "load DIRECTORY" measures opening only.
if (args is ["load", string existing])
{
    await Measurements.LoadAsync(existing);
    return;
}

const int Objects = 10_000;
const int ObjectBytes = 3_600;
string directory = Directory.CreateTempSubdirectory("navarch-bench-").FullName;
Console.WriteLine($"store in {directory}, objects of {ObjectBytes} bytes");
await using (EmbeddedStore store = EmbeddedStore.Open(directory))
{
    await Measurements.SequentialAsync(store, warmUp: true, ObjectBytes);
    await Measurements.SequentialAsync(store, warmUp: false, 2_000);
    await Measurements.SequentialAsync(store, warmUp: false, ObjectBytes);
    await Measurements.ClientsAsync(store, clients: 32, ObjectBytes);
    await Measurements.ClientsAsync(store, clients: 512, ObjectBytes);
    await Measurements.FillAsync(store, Objects, ObjectBytes);
    Measurements.Ranges(store);
    await Measurements.FanOutAsync(store, watchers: 100, writers: 32);
    await Measurements.FanOutAsync(store, watchers: 1_000, writers: 32);
}

Measurements.Files(directory);

// In a process of its own, whose memory shows nothing else.
using (Process load = Process.Start("dotnet", [Environment.GetCommandLineArgs()[0], "load", directory]))
{
    await load.WaitForExitAsync();
}

Directory.Delete(directory, recursive: true);
