using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Navarch.Cluster;

/// <summary>Small JSON files that are replaced whole or not at all.</summary>
public static class JsonFile
{
    /// <summary>The value in the file; null when the file is missing or holds something else.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (JsonException)
        {
            // Damaged: as good as missing. The next write replaces it.
            return null;
        }
    }

    /// <summary>Writes the file; a reader finds the old value or the new one.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(temporary, path, overwrite: true);
    }
}
