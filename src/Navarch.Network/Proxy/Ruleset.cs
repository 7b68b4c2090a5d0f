using System.Globalization;
using System.Text;
using Navarch.Api;

namespace Navarch.Network.Proxy;

/// <summary>
/// The desired state of a node's table, by service, and the transactions that take the kernel from one state to the next.
/// The work for a change depends on the services that changed, never on how many there are. Not safe for concurrent use.
/// </summary>
public sealed class Ruleset(ProxyNode node)
{
    private readonly Dictionary<NamespacedName, ServiceRules> services = [];

    // An entry may be wanted by several services: a pod behind two of them, or two that claim one external address.
    // Then the service first by name has it, whatever the order of events was.
    private readonly Dictionary<(string Container, string Key), SortedList<NamespacedName, string>> owners = [];

    /// <summary>The node the rules are for.</summary>
    public ProxyNode Node { get; } = node;

    /// <summary>How many services contribute.</summary>
    public int Count => services.Count;

    /// <summary>
    /// Takes over changed services (<see cref="ServiceRules.None"/> removes one) and returns the transaction for the kernel; empty when nothing changes.
    /// </summary>
    public string Apply(IEnumerable<KeyValuePair<NamespacedName, ServiceRules>> changes)
    {
        var text = new Transaction();
        foreach (var (name, rules) in changes)
        {
            var old = services.GetValueOrDefault(name, ServiceRules.None);
            if (rules.Chains.IsEmpty && rules.Elements.IsEmpty)
            {
                services.Remove(name);
            }
            else
            {
                services[name] = rules;
            }

            ChangeChains(text, old, rules);
            ChangeElements(text, name, old, rules);
        }

        return Write(text);
    }

    /// <summary>The transaction that makes the whole table anew with everything in it.</summary>
    public string Full()
    {
        var text = new Transaction();
        foreach (var rules in services.Values)
        {
            ChangeChains(text, ServiceRules.None, rules);
        }

        foreach (var key in owners.Keys)
        {
            text.Touched.TryAdd(key, "");
        }

        return BaseTable.Create(Node) + Write(text);
    }

    private static void ChangeChains(Transaction text, ServiceRules old, ServiceRules rules)
    {
        foreach (var map in rules.AffinityMaps.Except(old.AffinityMaps))
        {
            text.Declare.Append(CultureInfo.InvariantCulture,
                $"add map {NftNames.Table} {map.Name} {{ type {map.AddressType} : mark; size 65535; flags dynamic,timeout; timeout {map.Seconds}s; }}\n");
        }

        foreach (var map in old.AffinityMaps.Except(rules.AffinityMaps))
        {
            text.Drop.Append(CultureInfo.InvariantCulture, $"delete map {NftNames.Table} {map.Name}\n");
        }

        var before = old.Chains.ToDictionary(c => c.Name, c => c.Rules, StringComparer.Ordinal);
        foreach (var chain in rules.Chains)
        {
            if (before.Remove(chain.Name, out var known) && known == chain.Rules)
            {
                continue;
            }

            text.Declare.Append(CultureInfo.InvariantCulture, $"add chain {NftNames.Table} {chain.Name}\n");
            if (known.Count > 0)
            {
                text.Fill.Append(CultureInfo.InvariantCulture, $"flush chain {NftNames.Table} {chain.Name}\n");
            }

            foreach (var rule in chain.Rules)
            {
                text.Fill.Append(CultureInfo.InvariantCulture, $"add rule {NftNames.Table} {chain.Name} {rule}\n");
            }
        }

        // Chains refer to each other: all are emptied before the first one goes, and both before the maps they use.
        foreach (var name in before.Keys)
        {
            text.Fill.Append(CultureInfo.InvariantCulture, $"flush chain {NftNames.Table} {name}\n");
            text.Drop.Insert(0, $"delete chain {NftNames.Table} {name}\n");
        }
    }

    private void ChangeElements(Transaction text, NamespacedName name, ServiceRules old, ServiceRules rules)
    {
        foreach (var element in old.Elements.Except(rules.Elements))
        {
            var key = (element.Container, element.Key);
            if (owners.TryGetValue(key, out var wanted))
            {
                text.Touched.TryAdd(key, Winner(key));
                wanted.Remove(name);
                if (wanted.Count == 0)
                {
                    owners.Remove(key);
                }
            }
        }

        foreach (var element in rules.Elements)
        {
            var key = (element.Container, element.Key);
            text.Touched.TryAdd(key, Winner(key));
            if (!owners.TryGetValue(key, out var wanted))
            {
                owners[key] = wanted = new(NameOrder.Instance);
            }

            wanted[name] = Present(element.Value);
        }
    }

    private string Winner((string, string) key) => owners.TryGetValue(key, out var wanted) ? wanted.Values[0] : "";

    // A set's entry has no value; a blank stands for "is there".
    private static string Present(string value) => value.Length == 0 ? " " : value;

    private string Write(Transaction text)
    {
        var result = new StringBuilder().Append(text.Declare).Append(text.Fill);
        var remove = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var add = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (key, before) in text.Touched)
        {
            var now = Winner(key);
            if (now == before)
            {
                continue;
            }

            if (before.Length > 0)
            {
                Group(remove, key.Container).Add(key.Key);
            }

            if (now.Length > 0)
            {
                Group(add, key.Container).Add(now == " " ? key.Key : $"{key.Key} : {now}");
            }
        }

        AppendElements(result, "delete", remove);
        AppendElements(result, "add", add);
        return result.Append(text.Drop).ToString();
    }

    private static List<string> Group(Dictionary<string, List<string>> groups, string container)
    {
        if (!groups.TryGetValue(container, out var list))
        {
            groups[container] = list = [];
        }

        return list;
    }

    private static void AppendElements(StringBuilder text, string verb, Dictionary<string, List<string>> groups)
    {
        foreach (var (container, keys) in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            keys.Sort(StringComparer.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"{verb} element {NftNames.Table} {container} {{ {string.Join(", ", keys)} }}\n");
        }
    }

    private sealed class Transaction
    {
        public StringBuilder Declare { get; } = new();

        public StringBuilder Fill { get; } = new();

        public StringBuilder Drop { get; } = new();

        /// <summary>Entries looked at, with the value the kernel has.</summary>
        public Dictionary<(string Container, string Key), string> Touched { get; } = [];
    }

    private sealed class NameOrder : IComparer<NamespacedName>
    {
        public static NameOrder Instance { get; } = new();

        public int Compare(NamespacedName x, NamespacedName y)
        {
            var order = string.CompareOrdinal(x.Namespace, y.Namespace);
            return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
        }
    }
}
