using Navarch.ApiServer.Admission;

namespace Navarch.ApiServer;

/// <summary>What every verb works with.</summary>
internal sealed class ServerCore
{
    /// <summary>The store.</summary>
    public required IStore Store { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What is served.</summary>
    public required ResourceRegistry Registry { get; init; }

    /// <summary>Decoded objects for the server's own decisions.</summary>
    public required ObjectReader Objects { get; init; }

    /// <summary>Writes objects.</summary>
    public required ObjectWriter Writer { get; init; }

    /// <summary>The rules of admission.</summary>
    public required AdmissionChain Admission { get; init; }

    /// <summary>Decides who may do what.</summary>
    public required IAuthorizer Authorizer { get; init; }

    /// <summary>Makes uids and names.</summary>
    public required Identities Identities { get; init; }

    /// <summary>The present time, at the precision the API shows.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = Time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>What strategies and admission know about a call.</summary>
    public WriteContext ContextOf(ResourceCall call) =>
        new(call.User, call.Resource, call.Namespace, call.Subresource, Objects, Now, call.DryRun);
}
