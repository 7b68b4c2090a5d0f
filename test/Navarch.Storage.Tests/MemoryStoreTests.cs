namespace Navarch.Storage.Tests;

/// <summary>The contract, kept in memory only.</summary>
public sealed class MemoryStoreTests : StoreContract
{
    protected override IStore Open(StoreOptions options) => new MemoryStore(options);
}
