using System.Diagnostics.CodeAnalysis;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EndToEnd.Tests.Harness;

/// <summary>One cluster that most tests share: each uses objects of its own names.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class SharedCluster : ICollectionFixture<TestCluster>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "shared cluster";
}
