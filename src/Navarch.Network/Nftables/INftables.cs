namespace Navarch.Network.Nftables;

/// <summary>Hands transactions to the kernel. Each call is atomic: all of it applies, or none.</summary>
public interface INftables : IDisposable
{
    /// <summary>How it reaches the kernel, for logs.</summary>
    string Description { get; }

    /// <summary>Runs <paramref name="commands"/>, written in nft's language, as one transaction.</summary>
    NftResult Run(string commands);
}

/// <summary>What became of a transaction.</summary>
/// <param name="IsSuccess">It is in force.</param>
/// <param name="Output">What was listed, or the reason of the refusal.</param>
public readonly record struct NftResult(bool IsSuccess, string Output);
