using System.Text;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Containers;

namespace Navarch.Node.Volumes;

/// <summary>Gathers the files of a volume made from objects; the first thing wrong is kept.</summary>
internal sealed class ObjectFiles
{
    /// <summary>The permissions of a file when nothing is said.</summary>
    public const int UsualMode = 0b110_100_100;

    private readonly SortedDictionary<string, VolumeFile> files = new(StringComparer.Ordinal);

    /// <summary>The files, by path relative to the volume.</summary>
    public IReadOnlyDictionary<string, VolumeFile> Files => files;

    /// <summary>What is wrong, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Keeps a failure.</summary>
    public void Fail(string error) => Error ??= error;

    /// <summary>Adds one file.</summary>
    public void Add(string path, ReadOnlyMemory<byte> bytes, int mode)
    {
        if (Path.IsPathRooted(path) || path.Split('/').Contains(".."))
        {
            Fail($"the path {path} leads out of the volume");
            return;
        }

        files[path] = new(bytes, mode);
    }

    /// <summary>Adds the data of a config map: all of it, or the items asked for.</summary>
    public void Add(string name, ConfigMap? configMap, ValueList<KeyToPath> items, int mode, bool optional)
    {
        if (configMap is null)
        {
            Missing("configmap", name, optional);
            return;
        }

        var data = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in configMap.Data)
        {
            data[key] = Encoding.UTF8.GetBytes(value);
        }

        foreach (var (key, value) in configMap.BinaryData)
        {
            data[key] = value.ToArray();
        }

        Add("configmap", name, data, items, mode, optional);
    }

    /// <summary>Adds the data of a secret: all of it, or the items asked for.</summary>
    public void Add(string name, Secret? secret, ValueList<KeyToPath> items, int mode, bool optional)
    {
        if (secret is null)
        {
            Missing("secret", name, optional);
            return;
        }

        var data = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in secret.Data)
        {
            data[key] = value.ToArray();
        }

        Add("secret", name, data, items, mode, optional);
    }

    /// <summary>Adds fields of the pod itself.</summary>
    public void Add(ValueList<DownwardAPIVolumeFile> items, VolumeRequest request, int mode)
    {
        foreach (var item in items)
        {
            var text = item.FieldRef is { } field
                ? DownwardFields.Read(request.Pod, field.FieldPath, request.Facts)
                : item.ResourceFieldRef is { } resource
                    ? DownwardFields.ReadResource(request.Pod, resource.ContainerName, resource.Resource, resource.Divisor, request.Facts)
                    : null;
            if (text is null)
            {
                Fail($"downward API file {item.Path} names a field that cannot be read: {item.FieldRef?.FieldPath ?? item.ResourceFieldRef?.Resource}");
                continue;
            }

            Add(item.Path, Encoding.UTF8.GetBytes(text), item.Mode ?? mode);
        }
    }

    private void Add(string kind, string name, Dictionary<string, ReadOnlyMemory<byte>> data, ValueList<KeyToPath> items, int mode, bool optional)
    {
        if (items.IsEmpty)
        {
            foreach (var (key, bytes) in data)
            {
                Add(key, bytes, mode);
            }

            return;
        }

        foreach (var item in items)
        {
            if (data.TryGetValue(item.Key, out var bytes))
            {
                Add(item.Path, bytes, item.Mode ?? mode);
            }
            else if (!optional)
            {
                Fail($"{kind} \"{name}\" references non-existent key: {item.Key}");
            }
        }
    }

    private void Missing(string kind, string name, bool optional)
    {
        if (!optional)
        {
            Fail($"{kind} \"{name}\" not found");
        }
    }
}
