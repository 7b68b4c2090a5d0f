using Navarch.Api;

namespace Navarch.Network.Proxy;

/// <summary>Everything one service contributes to the ruleset of a node.</summary>
/// <param name="Chains">The chains that belong to the service alone.</param>
/// <param name="Elements">The entries it adds to the shared maps and sets.</param>
/// <param name="AffinityMaps">The maps, filled by packets, that remember which endpoint a client uses.</param>
public sealed record ServiceRules(ValueList<NftChain> Chains, ValueList<NftElement> Elements, ValueList<NftAffinityMap> AffinityMaps)
{
    /// <summary>The contribution of a service that is not there.</summary>
    public static ServiceRules None { get; } = new(default, default, default);
}

/// <summary>A chain and its rules, in nftables' own words.</summary>
public readonly record struct NftChain(string Name, ValueList<string> Rules);

/// <summary>An entry of a shared map, or of a shared set when <paramref name="Value"/> is empty.</summary>
public readonly record struct NftElement(string Container, string Key, string Value);

/// <summary>A map from client address to endpoint mark whose entries run out <paramref name="Seconds"/> after the client's last new connection.</summary>
public readonly record struct NftAffinityMap(string Name, string AddressType, int Seconds);
