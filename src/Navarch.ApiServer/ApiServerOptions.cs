using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Navarch.ApiServer;

/// <summary>How an API server is set up.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Where objects live. The caller owns it: it is not disposed with the server.</summary>
    public required IStore Store { get; init; }

    /// <summary>The certificate the server shows, with its private key.</summary>
    public required X509Certificate2 ServingCertificate { get; init; }

    /// <summary>The authority that client certificates must come from.</summary>
    public required X509Certificate2 ClientAuthority { get; init; }

    /// <summary>The key that signs service-account tokens: RSA, or ECDSA on P-256.</summary>
    public required AsymmetricAlgorithm ServiceAccountKey { get; init; }

    /// <summary>The certificate the server shows to nodes (logs, exec, ...); null shows none.</summary>
    public X509Certificate2? NodeClientCertificate { get; init; }

    /// <summary>The authority that nodes' own certificates must come from; null: they are not checked.</summary>
    public X509Certificate2? NodeAuthority { get; init; }

    /// <summary>The address to listen at.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen at; 0: any free one.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>The address at which pods and other nodes reach the server; null: <see cref="BindAddress"/>.</summary>
    public IPAddress? AdvertiseAddress { get; init; }

    /// <summary>The network from which services get addresses; the <c>kubernetes</c> service has its first one.</summary>
    public string ServiceCidr { get; init; } = "10.96.0.0/12";

    /// <summary>The first port given to NodePort services.</summary>
    public int FirstNodePort { get; init; } = 30000;

    /// <summary>The last port given to NodePort services.</summary>
    public int LastNodePort { get; init; } = 32767;

    /// <summary>The issuer and default audience of service-account tokens.</summary>
    public string ServiceAccountIssuer { get; init; } = "https://kubernetes.default.svc.cluster.local";

    /// <summary>
    /// Whether requests are dispatched by flow schemas and priority levels, which divide <see cref="MaxReadsInFlight"/> and
    /// <see cref="MaxWritesInFlight"/> together among them. Otherwise these two are plain limits.
    /// </summary>
    public bool EnablePriorityAndFairness { get; init; } = true;

    /// <summary>The most reading requests in flight; 0, without priority and fairness: any number.</summary>
    public int MaxReadsInFlight { get; init; } = 400;

    /// <summary>The most writing requests in flight; 0, without priority and fairness: any number.</summary>
    public int MaxWritesInFlight { get; init; } = 200;

    /// <summary>How long a request may take that is not long-running.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a client may take to send the headers of a request.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>
    /// How long a watcher may take to read 64 KiB, or what it was sent when that is less, before its connection is closed. The kernel tells
    /// of slow reading only when a good part of its buffers, megabytes, was read: this must be minutes for watchers that read 10 KB/s.
    /// </summary>
    public TimeSpan LongestStall { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most connections at once; more are closed as they come.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The most requests at once on one HTTP/2 connection.</summary>
    public int MaxStreamsPerConnection { get; init; } = 1000;

    /// <summary>How long the server goes on answering after it has begun to stop and says that it is not ready.</summary>
    public TimeSpan ShutdownDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Whether what goes on inside is shown below <c>/debug</c> to who may read it.</summary>
    public bool EnableDebugging { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The source of uids, name suffixes and allocated numbers.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Where logs go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
