using Navarch.Api;

namespace Navarch.Scheduler.Snapshot;

/// <summary>Amounts of resources as plain numbers: CPU in thousandths of a core, memory and ephemeral storage in bytes, others in units.</summary>
public sealed class ResourceAmounts
{
    private Dictionary<string, long>? extended;

    /// <summary>CPU, in thousandths of a core.</summary>
    public long MilliCpu { get; set; }

    /// <summary>Memory, in bytes.</summary>
    public long Memory { get; set; }

    /// <summary>Local ephemeral storage, in bytes.</summary>
    public long EphemeralStorage { get; set; }

    /// <summary>How many pods (allocatable only).</summary>
    public long Pods { get; set; }

    /// <summary>Extended resources and huge pages, by name.</summary>
    public IReadOnlyDictionary<string, long> Extended => extended ?? Empty;

    private static Dictionary<string, long> Empty { get; } = [];

    /// <summary>The amounts of a resource list.</summary>
    public static ResourceAmounts Of(ValueMap<Quantity> list)
    {
        var amounts = new ResourceAmounts();
        foreach (var (name, quantity) in list)
        {
            amounts[name] = name == "cpu" ? quantity.MilliValue() : quantity.Value();
        }

        return amounts;
    }

    /// <summary>The amount of one resource by its API name.</summary>
    public long this[string name]
    {
        get => name switch
        {
            "cpu" => MilliCpu,
            "memory" => Memory,
            "ephemeral-storage" => EphemeralStorage,
            "pods" => Pods,
            _ => Extended.GetValueOrDefault(name),
        };
        set
        {
            switch (name)
            {
                case "cpu": MilliCpu = value; break;
                case "memory": Memory = value; break;
                case "ephemeral-storage": EphemeralStorage = value; break;
                case "pods": Pods = value; break;
                default: (extended ??= new(StringComparer.Ordinal))[name] = value; break;
            }
        }
    }

    /// <summary>Adds <paramref name="factor"/> times the other amounts (1 adds, -1 takes away).</summary>
    public void Add(ResourceAmounts other, int factor = 1)
    {
        MilliCpu += factor * other.MilliCpu;
        Memory += factor * other.Memory;
        EphemeralStorage += factor * other.EphemeralStorage;
        foreach (var (name, amount) in other.Extended)
        {
            this[name] += factor * amount;
        }
    }

    /// <summary>Raises each amount to at least the other's.</summary>
    public void RaiseTo(ResourceAmounts other)
    {
        MilliCpu = Math.Max(MilliCpu, other.MilliCpu);
        Memory = Math.Max(Memory, other.Memory);
        EphemeralStorage = Math.Max(EphemeralStorage, other.EphemeralStorage);
        foreach (var (name, amount) in other.Extended)
        {
            this[name] = Math.Max(this[name], amount);
        }
    }
}
