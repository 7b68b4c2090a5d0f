using Navarch.ApiServer.Bench;

// Usage: dotnet run -c Release --project bench/Navarch.ApiServer.Bench
// Where the time of a write goes, without network and disk: each step of creating and of patching a pod, and the whole of both.
await WritePath.RunAsync();
