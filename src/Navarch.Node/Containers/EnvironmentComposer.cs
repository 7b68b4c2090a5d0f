using System.Text;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Containers;

/// <summary>The objects that a container's environment is made from, as read before the composing.</summary>
public sealed class EnvironmentSources
{
    private readonly Dictionary<string, ConfigMap> configMaps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Secret> secrets = new(StringComparer.Ordinal);

    /// <summary>The services the container is told of.</summary>
    public IReadOnlyDictionary<string, string> Services { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A config map of the pod's namespace, or null when there is none of that name.</summary>
    public ConfigMap? ConfigMap(string name) => configMaps.GetValueOrDefault(name);

    /// <summary>A secret of the pod's namespace, or null when there is none of that name.</summary>
    public Secret? Secret(string name) => secrets.GetValueOrDefault(name);

    /// <summary>Adds a config map.</summary>
    public void Add(ConfigMap configMap) => configMaps[configMap.Metadata.Name] = configMap;

    /// <summary>Adds a secret.</summary>
    public void Add(Secret secret) => secrets[secret.Metadata.Name] = secret;

    /// <summary>The names of the config maps that a container's environment is made from.</summary>
    public static IEnumerable<string> ConfigMapsOf(Container container) =>
        container.EnvFrom.Where(e => e.ConfigMapRef is not null).Select(e => e.ConfigMapRef!.Name)
            .Concat(container.Env.Where(e => e.ValueFrom?.ConfigMapKeyRef is not null).Select(e => e.ValueFrom!.ConfigMapKeyRef!.Name)).Distinct(StringComparer.Ordinal);

    /// <summary>The names of the secrets that a container's environment is made from.</summary>
    public static IEnumerable<string> SecretsOf(Container container) =>
        container.EnvFrom.Where(e => e.SecretRef is not null).Select(e => e.SecretRef!.Name)
            .Concat(container.Env.Where(e => e.ValueFrom?.SecretKeyRef is not null).Select(e => e.ValueFrom!.SecretKeyRef!.Name)).Distinct(StringComparer.Ordinal);
}

/// <summary>A value, or why it could not be made.</summary>
/// <typeparam name="T">The value.</typeparam>
public readonly record struct Composed<T>(T? Value, string? Error)
    where T : class
{
    /// <summary>A value.</summary>
    public static implicit operator Composed<T>(T value) => new(value, null);

    /// <summary>A failure, in words for the user.</summary>
    public static Composed<T> Failed(string error) => new(null, error);
}

/// <summary>Computes a container's environment.</summary>
public static class EnvironmentComposer
{
    /// <summary>
    /// The variables of a container: services, then <c>envFrom</c>, then <c>env</c>, later ones winning; a value may
    /// refer to variables before it.
    /// </summary>
    public static Composed<Dictionary<string, string>> Compose(Pod pod, Container container, EnvironmentSources sources, DownwardFacts facts)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var from in container.EnvFrom)
        {
            if (AddAll(variables, from, sources) is { } error)
            {
                return Composed<Dictionary<string, string>>.Failed(error);
            }
        }

        foreach (var variable in container.Env)
        {
            string? value;
            if (variable.ValueFrom is { } from)
            {
                if (ValueOf(pod, container, from, sources, facts, out value) is { } error)
                {
                    return Composed<Dictionary<string, string>>.Failed(error);
                }
            }
            else
            {
                value = VariableExpansion.Expand(variable.Value, name => variables.GetValueOrDefault(name) ?? sources.Services.GetValueOrDefault(name));
            }

            if (value is not null)
            {
                variables[variable.Name] = value;
            }
        }

        foreach (var (name, value) in sources.Services)
        {
            variables.TryAdd(name, value);
        }

        return variables;
    }

    private static string? AddAll(Dictionary<string, string> variables, EnvFromSource from, EnvironmentSources sources)
    {
        if (from.ConfigMapRef is { } map)
        {
            if (sources.ConfigMap(map.Name) is not { } configMap)
            {
                return map.Optional == true ? null : $"configmap \"{map.Name}\" not found";
            }

            foreach (var (key, value) in configMap.Data)
            {
                variables[from.Prefix + key] = value;
            }
        }

        if (from.SecretRef is { } reference)
        {
            if (sources.Secret(reference.Name) is not { } secret)
            {
                return reference.Optional == true ? null : $"secret \"{reference.Name}\" not found";
            }

            foreach (var (key, value) in secret.Data)
            {
                variables[from.Prefix + key] = Encoding.UTF8.GetString(value.Span);
            }
        }

        return null;
    }

    private static string? ValueOf(Pod pod, Container container, EnvVarSource from, EnvironmentSources sources, DownwardFacts facts, out string? value)
    {
        value = null;
        if (from.FieldRef is { } field)
        {
            value = DownwardFields.Read(pod, field.FieldPath, facts);
            return value is null ? $"unsupported fieldPath: {field.FieldPath}" : null;
        }

        if (from.ResourceFieldRef is { } resource)
        {
            var of = resource.ContainerName.Length > 0 ? resource.ContainerName : container.Name;
            value = DownwardFields.ReadResource(pod, of, resource.Resource, resource.Divisor, facts);
            return value is null ? $"unsupported container resource: {resource.Resource}" : null;
        }

        if (from.ConfigMapKeyRef is { } key)
        {
            if (sources.ConfigMap(key.Name) is not { } configMap)
            {
                return key.Optional == true ? null : $"configmap \"{key.Name}\" not found";
            }

            if (configMap.Data.TryGetValue(key.Key, out value))
            {
                return null;
            }

            return key.Optional == true ? null : $"couldn't find key {key.Key} in ConfigMap {pod.Metadata.Namespace}/{key.Name}";
        }

        if (from.SecretKeyRef is { } secretKey)
        {
            if (sources.Secret(secretKey.Name) is not { } secret)
            {
                return secretKey.Optional == true ? null : $"secret \"{secretKey.Name}\" not found";
            }

            if (secret.Data.TryGetValue(secretKey.Key, out var bytes))
            {
                value = Encoding.UTF8.GetString(bytes.Span);
                return null;
            }

            return secretKey.Optional == true ? null : $"couldn't find key {secretKey.Key} in Secret {pod.Metadata.Namespace}/{secretKey.Name}";
        }

        return "the source of an environment variable is of a kind this node does not support";
    }
}
