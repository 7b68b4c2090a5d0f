using System.Globalization;
using System.Text;

namespace Navarch.Network.Proxy;

/// <summary>
/// The part of the table that no service changes: hooks, shared maps and what happens to packets on their way out.
/// A packet that opens a connection passes two or three map look-ups, however many services there are; packets of
/// known connections pass none.
/// </summary>
public static class BaseTable
{
    /// <summary>Text that makes the table anew, empty of services; nothing is without a table in between, it is one transaction.</summary>
    public static string Create(ProxyNode node)
    {
        var text = new StringBuilder();
        // The first line makes the second one succeed where there is no table yet.
        Line(text, $"add table {NftNames.Table}");
        Line(text, $"delete table {NftNames.Table}");
        Line(text, $"table {NftNames.Table} {{");
        foreach (var family in Family.Both)
        {
            Line(text, $"  map {NftNames.Services(family)} {{ type {family.AddressType} . inet_proto . inet_service : verdict; }}");
            Line(text, $"  map {NftNames.NodePorts(family)} {{ type inet_proto . inet_service : verdict; }}");
            Line(text, $"  set {NftNames.Hairpins(family)} {{ type {family.AddressType} . {family.AddressType}; }}");
        }

        AppendServices(text, node);
        AppendPostrouting(text, node);
        Line(text, "  chain prerouting { type nat hook prerouting priority -100; policy accept; jump services; }");
        Line(text, "  chain output { type nat hook output priority -100; policy accept; jump services; }");
        // route_localnet lets node ports answer at 127.0.0.1; nobody outside may make use of it.
        Line(text, "  chain loopback-guard { type filter hook prerouting priority -300; policy accept; iif != lo ip daddr 127.0.0.0/8 drop; }");
        Line(text, "}");
        return text.ToString();
    }

    /// <summary>Text that changes nothing and succeeds only while the table is there.</summary>
    public static string Probe => $"add chain {NftNames.Table} services";

    /// <summary>Text that removes the table whether or not it is there.</summary>
    public static string Remove => $"add table {NftNames.Table}\ndelete table {NftNames.Table}\n";

    private static void AppendServices(StringBuilder text, ProxyNode node)
    {
        Line(text, $"  chain {NftNames.Unserved} {{ reject; }}");
        Line(text, "  chain services {");
        foreach (var family in Family.Both)
        {
            Line(text, $"    {family.Header} daddr . meta l4proto . th dport vmap @{NftNames.Services(family)}");
        }

        foreach (var family in Family.Both)
        {
            Line(text, $"    meta nfproto {family.NetfilterProtocol} fib daddr type local meta l4proto . th dport vmap @{NftNames.NodePorts(family)}");
        }

        foreach (var range in node.ServiceRanges)
        {
            // Nothing else may answer at a cluster address: refuse instead of letting the packet wander off to a gateway.
            Line(text, $"    {Family.Of(range.BaseAddress).Header} daddr {range} goto {NftNames.Unserved}");
        }

        Line(text, "  }");
    }

    private static void AppendPostrouting(StringBuilder text, ProxyNode node)
    {
        var mark = $"0x{node.MasqueradeMark:x}";
        Line(text, "  chain postrouting {");
        Line(text, "    type nat hook postrouting priority 100; policy accept;");
        Line(text, $"    meta mark & {mark} == {mark} meta mark set meta mark ^ {mark} masquerade fully-random");
        foreach (var family in Family.Both)
        {
            Line(text, $"    ct status dnat {family.Header} saddr . {family.Header} daddr @{NftNames.Hairpins(family)} masquerade fully-random");
        }

        foreach (var range in node.PodRanges)
        {
            var header = Family.Of(range.BaseAddress).Header;
            if (node.MasqueradePodToPod)
            {
                Line(text, $"    ct status dnat {header} saddr {range} {header} daddr {range} masquerade fully-random");
            }

            if (node.MasqueradeEgress)
            {
                var multicast = header == "ip" ? "224.0.0.0/4" : "ff00::/8";
                Line(text, $"    {header} saddr {range} {header} daddr != {{ {range}, {multicast} }} masquerade fully-random");
            }
        }

        Line(text, "  }");
    }

    private static void Line(StringBuilder text, string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
