namespace Navarch.Storage;

/// <summary>The reader of a watch fell behind the retained history; it must list again.</summary>
public sealed class WatchExpiredException(string message) : Exception(message);
