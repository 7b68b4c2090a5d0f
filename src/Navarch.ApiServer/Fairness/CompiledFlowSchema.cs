using Microsoft.Extensions.Primitives;
using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>A flow schema, ready to match requests, with what was counted of it.</summary>
internal sealed class CompiledFlowSchema
{
    private readonly CompiledFlowRule[] rules;
    private readonly string distinguisher;

    /// <summary>Compiles a schema whose level exists.</summary>
    public CompiledFlowSchema(FlowSchema schema, PriorityLevel level, FlowCounts counts)
    {
        Name = schema.Metadata.Name;
        Level = level;
        Counts = counts;
        Precedence = schema.Spec.MatchingPrecedence;
        UidHeader = schema.Metadata.UID;
        rules = [.. schema.Spec.Rules.Select(rule => new CompiledFlowRule(rule))];
        distinguisher = schema.Spec.DistinguisherMethod?.Type ?? "";
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its level.</summary>
    public PriorityLevel Level { get; }

    /// <summary>Lower ones are tried first.</summary>
    public int Precedence { get; }

    /// <summary>Its uid, as answers tell it.</summary>
    public StringValues UidHeader { get; }

    /// <summary>What was counted of its requests at its level.</summary>
    public FlowCounts Counts { get; }

    /// <summary>Whether it takes the request in.</summary>
    public bool Matches(in FlowDigest digest)
    {
        foreach (var rule in rules)
        {
            if (rule.Matches(digest))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What tells the request's flow from the schema's others.</summary>
    public string DistinguisherOf(in FlowDigest digest) => distinguisher switch
    {
        FlowDistinguisherMethodTypes.ByUser => digest.User.Name,
        FlowDistinguisherMethodTypes.ByNamespace => digest.Namespace,
        _ => "",
    };
}
