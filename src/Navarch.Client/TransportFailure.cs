namespace Navarch.Client;

/// <summary>Tells a broken transport, which is tried again, from a bug, which is not.</summary>
public static class TransportFailure
{
    /// <summary>Whether a request ended because what carries requests failed, or was given up.</summary>
    public static bool IsTransportFailure(this Exception error) =>
        error is HttpRequestException or IOException or TimeoutException or OperationCanceledException;
}
