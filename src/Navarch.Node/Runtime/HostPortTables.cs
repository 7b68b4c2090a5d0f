using System.Text.Json.Nodes;

namespace Navarch.Node.Runtime;

/// <summary>
/// The packet-filter tables that the port-forwarding network plugin makes when a pod first asks for a port of the host.
/// The plugin never takes them away: this remembers what was there before, so that the tear-down can.
/// </summary>
internal sealed class HostPortTables
{
    private static readonly (string Family, string Name)[] PluginTables = [("ip", "nat"), ("ip6", "nat")];
    private static readonly string[] StandardChains = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"];

    private readonly string _record;
    private readonly string? _networkNamespace;

    public HostPortTables(ContainerdLayout layout, string? networkNamespace)
    {
        _record = Path.Combine(layout.Base, "tables-before");
        _networkNamespace = networkNamespace;
    }

    /// <summary>Remembers which tables there are, unless that is remembered since an earlier start.</summary>
    public async Task RecordAsync(CancellationToken ct)
    {
        if (!File.Exists(_record) && await NftAsync(["list", "tables"], ct) is { Succeeded: true } tables)
        {
            await File.WriteAllTextAsync(_record, tables.Output, ct);
        }
    }

    /// <summary>Takes away the plugin's tables if they were not there before and hold nothing but its own chains.</summary>
    /// <returns>What could not be taken away.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken ct)
    {
        if (!File.Exists(_record))
        {
            return [];
        }
        var before = await File.ReadAllLinesAsync(_record, ct);
        var left = new List<string>();
        foreach (var (family, name) in PluginTables.Where(t => !before.Contains($"table {t.Family} {t.Name}")))
        {
            if (await NftAsync(["-j", "list", "table", family, name], ct) is not { Succeeded: true } table || !HoldsOnlyPluginChains(table.Output))
            {
                continue;
            }
            if (await NftAsync(["delete", "table", family, name], ct) is { Succeeded: false } failed)
            {
                left.Add($"nftables table {family} {name}: {failed.Error.Trim()}");
            }
        }
        File.Delete(_record);
        return left;
    }

    /// <summary>Whether every chain is one of the standard four or bears the plugin's prefix.</summary>
    internal static bool HoldsOnlyPluginChains(string json) =>
        JsonNode.Parse(json)?["nftables"]?.AsArray()
            .Select(static item => (string?)item?["chain"]?["name"])
            .OfType<string>()
            .All(static chain => StandardChains.Contains(chain) || chain.StartsWith("CNI-", StringComparison.Ordinal)) ?? false;

    /// <returns>Null when the machine has no nft.</returns>
    private async Task<ToolRun?> NftAsync(string[] arguments, CancellationToken ct)
    {
        if (RuntimeBinaries.Locate("nft") is not { } nft)
        {
            return null;
        }
        return _networkNamespace is null
            ? await ToolRun.RunAsync(nft, arguments, ct)
            : await ToolRun.RunAsync(RuntimeBinaries.Locate("nsenter") ?? "nsenter", [$"--net={_networkNamespace}", nft, .. arguments], ct);
    }
}
