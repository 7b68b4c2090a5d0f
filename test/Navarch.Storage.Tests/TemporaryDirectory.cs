namespace Navarch.Storage.Tests;

/// <summary>A directory that goes when the test ends.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("navarch-store-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
