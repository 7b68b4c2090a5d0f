using Navarch.Storage.Bench;
using Navarch.Storage.Embedded;

// Usage: dotnet run -c Release --project bench/Navarch.Storage.Bench [-- DIRECTORY]
// Measures the embedded store in DIRECTORY (default: a new one under the temporary directory), which must not hold a store.
string directory = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("navarch-bench-").FullName;
const int Objects = 10_000;
const int ObjectBytes = 3_600;

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
await Measurements.LoadAsync(directory);
if (args.Length == 0)
{
    Directory.Delete(directory, recursive: true);
}
