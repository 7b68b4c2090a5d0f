namespace Navarch.Storage;

/// <summary>The store cannot take writes now; the message says why and what to do. Nothing was acknowledged.</summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
