using Navarch.Api.FlowControl.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of priority and fairness.</summary>
internal static class FlowControlDefaults
{
    public static FlowSchema Apply(FlowSchema schema) =>
        schema.Spec.MatchingPrecedence != 0 ? schema : schema with { Spec = schema.Spec with { MatchingPrecedence = 1000 } };

    public static PriorityLevelConfiguration Apply(PriorityLevelConfiguration level) => level with
    {
        Spec = level.Spec with
        {
            Exempt = level.Spec.Exempt is { } exempt
                ? exempt with { NominalConcurrencyShares = exempt.NominalConcurrencyShares ?? 0, LendablePercent = exempt.LendablePercent ?? 0 } : null,
            Limited = level.Spec.Limited is { } limited ? Limited(limited) : null,
        },
    };

    private static LimitedPriorityLevelConfiguration Limited(LimitedPriorityLevelConfiguration limited) => limited with
    {
        NominalConcurrencyShares = limited.NominalConcurrencyShares ?? 30,
        LendablePercent = limited.LendablePercent ?? 0,
        LimitResponse = limited.LimitResponse.Queuing is not { } queuing ? limited.LimitResponse : limited.LimitResponse with
        {
            Queuing = queuing with
            {
                Queues = queuing.Queues == 0 ? 64 : queuing.Queues,
                HandSize = queuing.HandSize == 0 ? 8 : queuing.HandSize,
                QueueLengthLimit = queuing.QueueLengthLimit == 0 ? 50 : queuing.QueueLengthLimit,
            },
        },
    };
}
