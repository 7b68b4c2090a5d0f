using CoreEvent = Navarch.Api.Core.V1.Event;
using CoreSeries = Navarch.Api.Core.V1.EventSeries;
using NewEvent = Navarch.Api.Events.V1.Event;
using NewSeries = Navarch.Api.Events.V1.EventSeries;

namespace Navarch.ApiServer.Resources.Conversion;

/// <summary>Events are stored as core ones; <c>events.k8s.io</c> names the same facts differently.</summary>
internal sealed class EventConverter : IKindConverter
{
    /// <inheritdoc/>
    public KindInfo Served => NewEvent.Info;

    /// <inheritdoc/>
    public KindInfo Stored => CoreEvent.Info;

    /// <inheritdoc/>
    public IKubernetesObject ToStored(IKubernetesObject served)
    {
        var from = (NewEvent)served;
        return new CoreEvent
        {
            Metadata = from.Metadata,
            EventTime = from.EventTime,
            Series = from.Series is { } series ? new CoreSeries { Count = series.Count, LastObservedTime = series.LastObservedTime } : null,
            ReportingController = from.ReportingController,
            ReportingInstance = from.ReportingInstance,
            Action = from.Action,
            Reason = from.Reason,
            InvolvedObject = from.Regarding,
            Related = from.Related,
            Message = from.Note,
            Type = from.Type,
            Source = from.DeprecatedSource,
            FirstTimestamp = from.DeprecatedFirstTimestamp,
            LastTimestamp = from.DeprecatedLastTimestamp,
            Count = from.DeprecatedCount,
        };
    }

    /// <inheritdoc/>
    public IKubernetesObject ToServed(IKubernetesObject stored)
    {
        var from = (CoreEvent)stored;
        return new NewEvent
        {
            Metadata = from.Metadata,
            EventTime = from.EventTime,
            Series = from.Series is { } series ? new NewSeries { Count = series.Count, LastObservedTime = series.LastObservedTime } : null,
            ReportingController = from.ReportingController,
            ReportingInstance = from.ReportingInstance,
            Action = from.Action,
            Reason = from.Reason,
            Regarding = from.InvolvedObject,
            Related = from.Related,
            Note = from.Message,
            Type = from.Type,
            DeprecatedSource = from.Source,
            DeprecatedFirstTimestamp = from.FirstTimestamp,
            DeprecatedLastTimestamp = from.LastTimestamp,
            DeprecatedCount = from.Count,
        };
    }
}
