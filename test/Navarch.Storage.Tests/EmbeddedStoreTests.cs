using Navarch.Storage.Embedded;

namespace Navarch.Storage.Tests;

/// <summary>The contract, kept by the embedded store, each time in a directory of its own.</summary>
public sealed class EmbeddedStoreTests : StoreContract
{
    private readonly List<TemporaryDirectory> directories = [];

    protected override IStore Open(StoreOptions options)
    {
        directories.Add(new TemporaryDirectory());
        return EmbeddedStore.Open(directories[^1].Path, options);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        directories.ForEach(directory => directory.Dispose());
    }
}
