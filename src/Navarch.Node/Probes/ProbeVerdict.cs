namespace Navarch.Node.Probes;

/// <summary>What a probe's results so far say.</summary>
public enum ProbeVerdict
{
    /// <summary>Not enough results yet.</summary>
    Unknown,

    /// <summary>The probe passes.</summary>
    Success,

    /// <summary>The probe failed as often in a row as its threshold says.</summary>
    Failure,
}

/// <summary>What a probe asks about.</summary>
public enum ProbeKind
{
    /// <summary>Has the container come up? The others wait for it.</summary>
    Startup,

    /// <summary>Can the container serve?</summary>
    Readiness,

    /// <summary>Must the container be restarted?</summary>
    Liveness,
}
