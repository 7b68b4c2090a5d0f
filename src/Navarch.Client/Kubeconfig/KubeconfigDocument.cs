using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Navarch.Client.Kubeconfig;

/// <summary>A kubeconfig as a YAML tree, so that what is not understood survives a change.</summary>
internal sealed class KubeconfigDocument
{
    private readonly YamlMappingNode root;

    private KubeconfigDocument(YamlMappingNode root) => this.root = root;

    public string CurrentContext
    {
        get => root.Text("current-context");
        set => root.Children[new YamlScalarNode("current-context")] = Quoted(value);
    }

    public static KubeconfigDocument Empty() => new(new YamlMappingNode
    {
        { "apiVersion", "v1" },
        { "kind", "Config" },
        { "clusters", new YamlSequenceNode() },
        { "contexts", new YamlSequenceNode() },
        { "current-context", Quoted("") },
        { "users", new YamlSequenceNode() },
    });

    /// <exception cref="KubeconfigException">The text is not a kubeconfig.</exception>
    public static KubeconfigDocument Parse(string text, string path)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException broken)
        {
            throw new KubeconfigException($"{path}: not valid YAML at line {broken.Start.Line}: {broken.Message}; mend the file or name another one with --kubeconfig", broken);
        }

        if (stream.Documents.Count == 0)
        {
            return Empty();
        }

        return stream.Documents[0].RootNode switch
        {
            YamlMappingNode map => new(map),
            YamlScalarNode { Value: null or "" } => Empty(),
            _ => throw new KubeconfigException($"{path}: not a kubeconfig (its top is not a mapping); name another file with --kubeconfig"),
        };
    }

    /// <summary>The body of a named item of one of the lists, or null.</summary>
    public YamlMappingNode? Find(string list, string name, string body) =>
        Item(list, name)?.Map(body);

    /// <summary>The body of a named item of one of the lists; made when missing.</summary>
    public YamlMappingNode Entry(string list, string name, string body)
    {
        var item = Item(list, name);
        if (item is null)
        {
            item = new YamlMappingNode { { "name", Quoted(name) } };
            if (root.Child(list) is not YamlSequenceNode items)
            {
                items = [];
                root.Children[new YamlScalarNode(list)] = items;
            }

            items.Style = SequenceStyle.Block;
            items.Add(item);
        }

        var found = item.Map(body);
        if (found is null)
        {
            found = [];
            item.Children[new YamlScalarNode(body)] = found;
        }

        return found;
    }

    public bool Remove(string list, string name) =>
        Item(list, name) is { } item && root.Child(list) is YamlSequenceNode items && items.Children.Remove(item);

    public string ToYaml()
    {
        using var writer = new StringWriter();
        new YamlStream(new YamlDocument(root)).Save(writer, assignAnchors: false);
        var text = writer.ToString();
        return text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private YamlMappingNode? Item(string list, string name) =>
        (root.Child(list) as YamlSequenceNode)?.Children.OfType<YamlMappingNode>().FirstOrDefault(i => i.Text("name") == name);

    private static YamlScalarNode Quoted(string value) => KubeconfigNodes.Scalar(value);
}

/// <summary>Short ways through the tree.</summary>
internal static class KubeconfigNodes
{
    public static YamlNode? Child(this YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public static string Text(this YamlMappingNode map, string key) => (map.Child(key) as YamlScalarNode)?.Value ?? "";

    public static YamlMappingNode? Map(this YamlMappingNode map, string key) => map.Child(key) as YamlMappingNode;

    /// <summary>Sets a field; an empty value takes it away.</summary>
    public static void Set(this YamlMappingNode map, string key, string value)
    {
        if (value.Length == 0)
        {
            map.Children.Remove(new YamlScalarNode(key));
        }
        else
        {
            map.Children[new YamlScalarNode(key)] = key.StartsWith("insecure", StringComparison.Ordinal) ? new YamlScalarNode(value) : Scalar(value);
        }
    }

    /// <summary>A scalar that stays a string: quoted when it would read as something else.</summary>
    public static YamlScalarNode Scalar(string value)
    {
        var plain = value.Length > 0 && char.IsAsciiLetter(value[0]) &&
            value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '+' or '=' or '_' or '@' or ':') &&
            value.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n") && value[^1] != ':';
        return new(value) { Style = plain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted };
    }
}
