namespace Navarch.Client.Kubeconfig;

/// <summary>A kubeconfig file cannot be used; the message names the file, what is wrong and what to do.</summary>
public sealed class KubeconfigException(string message, Exception? inner = null) : Exception(message, inner);
