using System.Text.Json;
using System.Text.Json.Serialization;

namespace Navarch.Network.PodNetwork;

/// <summary>What was changed on the machine, written down before it is changed, so that it can be undone by another process.</summary>
internal sealed record NodeNetworkRecord
{
    /// <summary>Kernel settings under <c>/proc/sys</c> by their path, with the value before.</summary>
    public Dictionary<string, string> Settings { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The bridge, when it was made here.</summary>
    public string? Bridge { get; set; }

    /// <summary>The loopback link was brought up here.</summary>
    public bool LoopbackUp { get; set; }

    public static NodeNetworkRecord Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), NodeNetworkRecordJson.Default.NodeNetworkRecord) ?? new();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Nothing was changed yet, or the machine went down while the record was written: before the change it was to precede.
            return new();
        }
    }

    public void Save(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this, NodeNetworkRecordJson.Default.NodeNetworkRecord));
        File.Move(file + ".new", file, overwrite: true);
    }
}

[JsonSerializable(typeof(NodeNetworkRecord))]
internal sealed partial class NodeNetworkRecordJson : JsonSerializerContext;
