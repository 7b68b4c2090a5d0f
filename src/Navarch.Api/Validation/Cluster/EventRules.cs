using System.Text;
using NewEvent = Navarch.Api.Events.V1.Event;
using OldEvent = Navarch.Api.Core.V1.Event;

namespace Navarch.Api.Validation;

/// <summary>
/// Rules for events. Both versions are one kind; those who write the newer one must fill it in. Fields are named as the older version
/// names them, whichever is written: so the API does.
/// </summary>
internal static class EventRules
{
    private const int LongestWord = 128;
    private const int LongestNote = 1024;

    // Events about what has no namespace stand in these.
    private static readonly string[] ClusterNamespaces = ["default", "kube-system"];

    public static void Validate(OldEvent e, ErrorList errors) => Place(e.Metadata.Namespace, e.InvolvedObject.Namespace, errors);

    public static void Validate(NewEvent e, ErrorList errors) => Place(e.Metadata.Namespace, e.Regarding.Namespace, errors);

    public static void ValidateNew(NewEvent e, ErrorList errors)
    {
        if (e.EventTime == default)
        {
            errors.Required(FieldPath.Of("eventTime"));
        }

        Unset(e.DeprecatedFirstTimestamp != default, "firstTimestamp", e.DeprecatedFirstTimestamp, errors);
        Unset(e.DeprecatedLastTimestamp != default, "lastTimestamp", e.DeprecatedLastTimestamp, errors);
        Unset(e.DeprecatedCount != 0, "count", e.DeprecatedCount, errors);
        Unset(e.DeprecatedSource.Component.Length + e.DeprecatedSource.Host.Length > 0, "source", e.DeprecatedSource, errors);
        if (e.Series is { } series)
        {
            errors.Check(FieldPath.Of("series").Child("count"), series.Count, series.Count < 2 ? "should be at least 2" : null);
            if (series.LastObservedTime == default)
            {
                errors.Required(FieldPath.Of("series").Child("lastObservedTime"));
            }
        }

        NamedRules.Needed(FieldPath.Of("reportingController"), e.ReportingController, Names.QualifiedNameProblem, errors);
        Word("reportingInstance", e.ReportingInstance, errors);
        Word("action", e.Action, errors);
        Word("reason", e.Reason, errors);
        errors.Check(FieldPath.Of("message"), e.Note, Encoding.UTF8.GetByteCount(e.Note) > LongestNote ? $"can have at most {LongestNote} characters" : null);
        if (e.Type is not ("Normal" or "Warning"))
        {
            errors.Invalid(FieldPath.Of("type"), "", $"has invalid value: {e.Type}");
        }
    }

    /// <summary>Only the series and what it counts goes on.</summary>
    public static void ValidateUpdate(NewEvent e, NewEvent old, ErrorList errors)
    {
        errors.Immutable(FieldPath.Of("involvedObject"), e.Regarding, old.Regarding);
        errors.Immutable(FieldPath.Of("reason"), e.Reason, old.Reason);
        errors.Immutable(FieldPath.Of("message"), e.Note, old.Note);
        errors.Immutable(FieldPath.Of("source"), e.DeprecatedSource, old.DeprecatedSource);
        errors.Immutable(FieldPath.Of("firstTimestamp"), e.DeprecatedFirstTimestamp, old.DeprecatedFirstTimestamp);
        errors.Immutable(FieldPath.Of("lastTimestamp"), e.DeprecatedLastTimestamp, old.DeprecatedLastTimestamp);
        errors.Immutable(FieldPath.Of("count"), e.DeprecatedCount, old.DeprecatedCount);
        errors.Immutable(FieldPath.Of("type"), e.Type, old.Type);
        errors.Immutable(FieldPath.Of("eventTime"), e.EventTime, old.EventTime);
        errors.Immutable(FieldPath.Of("action"), e.Action, old.Action);
        errors.Immutable(FieldPath.Of("related"), e.Related, old.Related);
        errors.Immutable(FieldPath.Of("reportingController"), e.ReportingController, old.ReportingController);
        errors.Immutable(FieldPath.Of("reportingInstance"), e.ReportingInstance, old.ReportingInstance);
    }

    private static void Place(string ns, string about, ErrorList errors)
    {
        if (about.Length == 0 ? !ClusterNamespaces.Contains(ns, StringComparer.Ordinal) : about != ns)
        {
            errors.Invalid(FieldPath.Of("involvedObject").Child("namespace"), about, "does not match event.namespace");
        }
    }

    private static void Unset(bool isSet, string field, object? value, ErrorList errors)
    {
        if (isSet)
        {
            errors.Invalid(FieldPath.Of(field), value, "needs to be unset");
        }
    }

    private static void Word(string field, string value, ErrorList errors) =>
        NamedRules.Needed(FieldPath.Of(field), value, v => Encoding.UTF8.GetByteCount(v) > LongestWord ? $"can have at most {LongestWord} characters" : null, errors);
}
