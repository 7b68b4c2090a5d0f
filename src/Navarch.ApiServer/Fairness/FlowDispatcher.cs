using System.Collections.Concurrent;
using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>
/// Priority and fairness: classifies requests by the flow schemas, and lets each run, wait or go as its priority level says. The
/// configuration follows the store; seats are divided anew every <see cref="SeatBorrowing.Period"/>.
/// </summary>
internal sealed class FlowDispatcher : IDisposable
{
    private readonly TimeProvider time;
    private readonly int serverSeats;
    private readonly Lock changing = new();
    private readonly Dictionary<string, PriorityLevel> levels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Schema, string Level), FlowCounts> counts = [];
    private readonly ITimer timer;
    private volatile FlowConfiguration configuration = null!;

    /// <summary>A dispatcher with the mandatory configuration alone.</summary>
    /// <param name="serverSeats">The seats of the server: how many requests it works on at once.</param>
    /// <param name="time">The clock.</param>
    public FlowDispatcher(int serverSeats, TimeProvider time)
    {
        this.time = time;
        this.serverSeats = serverSeats;
        Configure([], []);
        timer = time.CreateTimer(_ => Divide(endPeriod: true), null, SeatBorrowing.Period, SeatBorrowing.Period);
    }

    /// <summary>The configuration in force.</summary>
    public FlowConfiguration Configuration => configuration;

    /// <summary>What was counted, by schema and level.</summary>
    public IEnumerable<FlowCounts> Counts => counts.Values;

    /// <summary>Takes over the objects as they are now. What is mandatory and missing is taken as it must be; schemas whose level is missing are left out.</summary>
    public void Configure(IReadOnlyCollection<FlowSchema> schemas, IReadOnlyCollection<PriorityLevelConfiguration> configurations)
    {
        lock (changing)
        {
            var wanted = WithMandatory(configurations, DefaultFlowControl.Levels);
            foreach (var gone in levels.Keys.Except(wanted.Select(l => l.Metadata.Name), StringComparer.Ordinal).ToList())
            {
                // Requests that hold or await its seats keep it alive until they are done.
                levels.Remove(gone);
            }

            foreach (var level in wanted)
            {
                if (levels.TryGetValue(level.Metadata.Name, out var present))
                {
                    present.Adopt(level);
                }
                else
                {
                    levels[level.Metadata.Name] = new PriorityLevel(level, time);
                }
            }

            CompiledFlowSchema[] compiled =
            [
                .. WithMandatory(schemas, DefaultFlowControl.Schemas)
                    .Where(s => levels.ContainsKey(s.Spec.PriorityLevelConfiguration.Name))
                    .Select(Compile)
                    .OrderBy(s => s.Precedence)
                    .ThenBy(s => s.Name, StringComparer.Ordinal),
            ];
            configuration = new FlowConfiguration(compiled, [.. levels.Values], compiled.First(s => s.Name == DefaultFlowControl.CatchAll));
            BoundAll();
            Divide(endPeriod: false);
        }
    }

    /// <summary>A request comes: completes when it runs or is refused. One that is started must be ended.</summary>
    /// <param name="digest">What it asks for.</param>
    /// <param name="work">What it takes.</param>
    /// <param name="longest">The longest it waits.</param>
    /// <param name="isLocal">Whether it comes from this process, whose memory it takes whether it waits here or there: then it waits though its queue is full.</param>
    /// <param name="cancellationToken">Its client gives up.</param>
    public ValueTask<FlowAdmission> BeginAsync(in FlowDigest digest, WorkEstimate work, TimeSpan longest, bool isLocal, CancellationToken cancellationToken)
    {
        var schema = configuration.Classify(digest);
        var arrival = schema.Level.Begin(schema, digest, work, isLocal, out var ticket, out var waiting);
        if (waiting is not null)
        {
            return WaitAsync(schema, waiting, longest, cancellationToken);
        }

        if (arrival == Arrival.Started)
        {
            schema.Counts.Begin();
        }
        else
        {
            schema.Counts.Refuse(arrival);
        }

        return ValueTask.FromResult(new FlowAdmission(arrival, schema, ticket));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.Dispose();
        lock (changing)
        {
            foreach (var level in levels.Values)
            {
                level.Dispose();
            }
        }
    }

    private async ValueTask<FlowAdmission> WaitAsync(CompiledFlowSchema schema, WaitingRequest waiting, TimeSpan longest, CancellationToken cancellationToken)
    {
        var outcome = Arrival.Started;
        schema.Counts.BeginWait();
        try
        {
            await waiting.Granted.WaitAsync(longest, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            outcome = e is TimeoutException ? Arrival.TimedOut : Arrival.Cancelled;
        }

        schema.Counts.EndWait();
        if (outcome != Arrival.Started && schema.Level.GiveUp(waiting))
        {
            schema.Counts.Refuse(outcome);
            return new FlowAdmission(outcome, schema, default);
        }

        // Who gave up in the very moment in which the seats came has them: it runs, and ends as a client that has gone does.
        var ticket = await waiting.Granted;
        schema.Counts.Begin();
        return new FlowAdmission(Arrival.Started, schema, ticket);
    }

    private CompiledFlowSchema Compile(FlowSchema schema)
    {
        var level = levels[schema.Spec.PriorityLevelConfiguration.Name];
        return new CompiledFlowSchema(schema, level, counts.GetOrAdd((schema.Metadata.Name, level.Name), static key => new FlowCounts(key.Schema, key.Level)));
    }

    private static List<T> WithMandatory<T>(IReadOnlyCollection<T> present, IReadOnlyList<T> defaults)
        where T : IKubernetesObject =>
    [
        .. present,
        .. defaults.Where(d => DefaultFlowControl.IsMandatory(d.Metadata.Name) && present.All(p => p.Metadata.Name != d.Metadata.Name)),
    ];

    private void BoundAll()
    {
        var all = configuration.Levels;
        var bounds = SeatBorrowing.Bounds(serverSeats, [.. all.Select(l => l.Shares)]);
        for (var i = 0; i < all.Count; i++)
        {
            all[i].Bound(bounds[i]);
        }
    }

    private void Divide(bool endPeriod)
    {
        lock (changing)
        {
            var all = configuration.Levels;
            if (endPeriod)
            {
                foreach (var level in all)
                {
                    level.EndPeriod();
                }
            }

            var seats = SeatBorrowing.Divide(
                serverSeats,
                [.. all.Select(l => l.Shares)],
                [.. all.Select(l => l.Bounds)],
                [.. all.Select(l => l.Demand.High)],
                [.. all.Select(l => l.Demand.Smooth)]);
            for (var i = 0; i < all.Count; i++)
            {
                all[i].Resize(seats[i]);
            }
        }
    }
}
