using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for probes and lifecycle handlers.</summary>
internal static class ProbeRules
{
    private const string OneHandler = "may not specify more than 1 handler type";

    /// <summary>The probes and hooks of a container; <paramref name="refusal"/> says why it may have none.</summary>
    public static void Validate(Container container, string? refusal, PodScope pod, FieldPath path, ErrorList errors)
    {
        if (refusal is not null)
        {
            errors.Absent(container.Lifecycle is null, path, "lifecycle", refusal);
            errors.Absent(container.LivenessProbe is null, path, "livenessProbe", refusal);
            errors.Absent(container.ReadinessProbe is null, path, "readinessProbe", refusal);
            errors.Absent(container.StartupProbe is null, path, "startupProbe", refusal);
            return;
        }

        if (container.LivenessProbe is { } liveness)
        {
            SucceedsAtOnce(liveness, path.Child("livenessProbe"), errors);
            Probe(liveness, path.Child("livenessProbe"), errors);
        }

        if (container.ReadinessProbe is { } readiness)
        {
            Probe(readiness, path.Child("readinessProbe"), errors);
            if (readiness.TerminationGracePeriodSeconds is { } seconds)
            {
                errors.Invalid(path.Child("readinessProbe", "terminationGracePeriodSeconds"), seconds, "must not be set for readinessProbes");
            }
        }

        if (container.StartupProbe is { } startup)
        {
            SucceedsAtOnce(startup, path.Child("startupProbe"), errors);
            Probe(startup, path.Child("startupProbe"), errors);
        }

        if (container.Lifecycle is { } lifecycle)
        {
            Lifecycle(lifecycle, pod, path.Child("lifecycle"), errors);
        }
    }

    private static void SucceedsAtOnce(Probe probe, FieldPath path, ErrorList errors)
    {
        if (probe.SuccessThreshold != 1)
        {
            errors.Invalid(path.Child("successThreshold"), probe.SuccessThreshold, "must be 1");
        }
    }

    private static void Probe(Probe probe, FieldPath path, ErrorList errors)
    {
        var any = false;
        Handlers(probe.Exec, probe.HTTPGet, probe.TCPSocket, path, ref any, errors);
        if (probe.GRPC is not null)
        {
            One(path, "grpc", ref any, errors);
        }

        Some(any, path, errors);
        if (probe.TerminationGracePeriodSeconds <= 0)
        {
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), probe.TerminationGracePeriodSeconds, "must be greater than 0");
        }
    }

    private static void Lifecycle(Lifecycle lifecycle, PodScope pod, FieldPath path, ErrorList errors)
    {
        if (lifecycle.PostStart is { } start)
        {
            Handler(start, pod, path.Child("postStart"), errors);
        }

        if (lifecycle.PreStop is { } stop)
        {
            Handler(stop, pod, path.Child("preStop"), errors);
        }

        if (lifecycle.StopSignal is { } signal)
        {
            StopSignal(signal, pod.Spec.OS?.Name ?? "", path.Child("stopSignal"), errors);
        }
    }

    private static void StopSignal(string signal, string system, FieldPath path, ErrorList errors)
    {
        if (system.Length == 0)
        {
            errors.Forbidden(path, "may not be set for containers with empty `spec.os.name`");
        }
        else if (system == OSNames.Windows && signal is not (Signals.SIGTERM or Signals.SIGKILL))
        {
            errors.NotSupported(path, signal, Signals.SIGKILL, Signals.SIGTERM);
        }
    }

    private static void Handler(LifecycleHandler handler, PodScope pod, FieldPath path, ErrorList errors)
    {
        var any = false;
        Handlers(handler.Exec, handler.HTTPGet, handler.TCPSocket, path, ref any, errors);
        if (handler.Sleep is { } sleep)
        {
            One(path, "sleep", ref any, errors);
            if (sleep.Seconds < 0 || sleep.Seconds > pod.Grace)
            {
                errors.Invalid(path.Child("sleep"), sleep.Seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({pod.Grace})");
            }
        }

        Some(any, path, errors);
    }

    private static void Handlers(ExecAction? exec, HTTPGetAction? http, TCPSocketAction? tcp, FieldPath path, ref bool any, ErrorList errors)
    {
        if (exec is not null)
        {
            One(path, "exec", ref any, errors);
        }

        if (http is not null)
        {
            One(path, "httpGet", ref any, errors);
            var at = path.Child("httpGet");
            PortRules.Reference(http.Port, at, "port", errors);
            foreach (var header in http.HTTPHeaders)
            {
                errors.Check(at.Child("httpHeaders"), header.Name, Names.HttpHeaderProblem(header.Name));
            }
        }

        if (tcp is not null)
        {
            One(path, "tcpSocket", ref any, errors);
            PortRules.Reference(tcp.Port, path.Child("tcpSocket"), "port", errors);
        }
    }

    private static void One(FieldPath path, string handler, ref bool any, ErrorList errors)
    {
        if (any)
        {
            errors.Forbidden(path.Child(handler), OneHandler);
        }

        any = true;
    }

    private static void Some(bool any, FieldPath path, ErrorList errors)
    {
        if (!any)
        {
            errors.Required(path, "must specify a handler type");
        }
    }
}
