namespace Navarch.ApiServer.Fairness;

/// <summary>The schemas in the order they are tried, and the levels: one immutable state, replaced as a whole when an object changes.</summary>
/// <param name="schemas">The schemas whose levels exist, in order.</param>
/// <param name="levels">The levels.</param>
/// <param name="rest">Takes what no other does.</param>
internal sealed class FlowConfiguration(CompiledFlowSchema[] schemas, PriorityLevel[] levels, CompiledFlowSchema rest)
{
    /// <summary>The schemas whose levels exist, in the order they are tried.</summary>
    public IReadOnlyList<CompiledFlowSchema> Schemas => schemas;

    /// <summary>The levels.</summary>
    public IReadOnlyList<PriorityLevel> Levels => levels;

    /// <summary>The first schema that takes the request in. When none does, <c>catch-all</c> is taken.</summary>
    public CompiledFlowSchema Classify(in FlowDigest digest)
    {
        foreach (var schema in schemas)
        {
            if (schema.Matches(digest))
            {
                return schema;
            }
        }

        return rest;
    }
}
