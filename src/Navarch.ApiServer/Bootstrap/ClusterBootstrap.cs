using System.Net;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Api.Rbac.V1;
using Navarch.Api.Scheduling.V1;
using Navarch.Api.Storage.V1;
using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Resources.Services;

namespace Navarch.ApiServer.Bootstrap;

/// <summary>
/// Writes the objects every cluster has, as far as they are missing: system namespaces, default roles and their bindings, flow schemas and priority levels, priority classes, the default storage class, and
/// the <c>kubernetes</c> service with its endpoint.
/// </summary>
internal sealed class ClusterBootstrap(ServerCore core, ServerVerbs verbs, FlowControlKeeper flows, ApiServerOptions options, ServiceRanges ranges)
{
    private const string ServiceName = "kubernetes";
    private static readonly string[] Namespaces = ["kube-system", "default", "kube-public", "kube-node-lease"];

    /// <summary>Writes what is missing.</summary>
    /// <param name="port">The port the server listens at.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        await EnsureAsync(Namespaces.Select(name => new Namespace { Metadata = new ObjectMeta { Name = name } }), cancellationToken);
        await Task.WhenAll(EnsureAsync(Objects(port), cancellationToken), flows.KeepAsync(cancellationToken));
        await PublishAddressAsync(port, cancellationToken);
    }

    private IEnumerable<IKubernetesObject> Objects(int port)
    {
        foreach (var obj in RoleTable.Parse(DefaultRoles.Table))
        {
            yield return obj;
        }

        yield return Class("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node.");
        yield return Class("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
        yield return new StorageClass
        {
            Metadata = new ObjectMeta { Name = "standard", Annotations = ValueMap.Of((VolumeMarks.DefaultClass, "true")) },
            Provisioner = VolumeMarks.LocalProvisioner,
            ReclaimPolicy = PersistentVolumeReclaimPolicies.Delete,
            VolumeBindingMode = VolumeBindingModes.WaitForFirstConsumer,
            AllowVolumeExpansion = true,
        };
        yield return new Navarch.Api.Networking.V1.ServiceCIDR { Metadata = new ObjectMeta { Name = ServiceRanges.Default }, Spec = new() { CIDRs = [.. ranges.Networks] } };
        yield return new Service
        {
            Metadata = new ObjectMeta
            {
                Name = ServiceName,
                Namespace = "default",
                Labels = ValueMap.Of(("component", "apiserver"), ("provider", "kubernetes")),
            },
            Spec = new ServiceSpec
            {
                ClusterIP = ranges.FirstAddress,
                SessionAffinity = "None",
                Type = "ClusterIP",
                Ports = [new ServicePort { Name = "https", Protocol = "TCP", Port = 443, TargetPort = port }],
            },
        };
    }

    private static PriorityClass Class(string name, int value, string description) =>
        new() { Metadata = new ObjectMeta { Name = name }, Value = value, Description = description, PreemptionPolicy = "PreemptLowerPriority" };

    private async Task EnsureAsync(IEnumerable<IKubernetesObject> objects, CancellationToken cancellationToken)
    {
        // All at once: the store commits them together.
        await Task.WhenAll(objects.Select(obj => EnsureAsync(obj, cancellationToken)));
    }

    private async Task EnsureAsync(IKubernetesObject obj, CancellationToken cancellationToken)
    {
        var call = CallFor(obj);
        if (core.Store.Get(call.Key) is { } present)
        {
            if (obj is ClusterRole role)
            {
                await CompleteAsync(call, role, (ClusterRole)call.Resource.Decode(present), cancellationToken);
            }

            return;
        }

        var result = await verbs.Create.ExecuteAsync(call, obj, cancellationToken);
        if (!result.IsSuccess && !result.IsAlreadyExists)
        {
            throw new InvalidOperationException($"The cluster's own {obj.KindInfo.Kind} {obj.Metadata.Name} was refused: {result.Status.Message}");
        }
    }

    /// <summary>Gives a role of an older version the rules it lacks, unless its owner said to leave it alone.</summary>
    private async Task CompleteAsync(ResourceCall call, ClusterRole wanted, ClusterRole present, CancellationToken cancellationToken)
    {
        var missing = wanted.Rules.Where(rule => !present.Rules.Contains(rule)).ToList();
        if (missing.Count == 0 || !present.Metadata.Annotations.TryGetValue(RoleTable.AutoUpdate, out var update) || update != "true")
        {
            return;
        }

        var result = await verbs.Update.ExecuteAsync(
            call, (_, _) => ApiResult<IKubernetesObject>.Ok(present with { Rules = [.. present.Rules, .. missing] }), retry: true, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"The cluster's own role {present.Metadata.Name} was refused: {result.Status.Message}");
        }
    }

    /// <summary>Tells where the server is: the address may be another one than at the last start.</summary>
    private async Task PublishAddressAsync(int port, CancellationToken cancellationToken)
    {
        var address = options.AdvertiseAddress ?? options.BindAddress;
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            // Nothing a pod could reach.
            return;
        }

        var meta = new ObjectMeta { Name = ServiceName, Namespace = "default", Labels = ValueMap.Of(("endpointslice.kubernetes.io/skip-mirror", "true")) };
        await PutAsync(
            new Navarch.Api.Core.V1.Endpoints
            {
                Metadata = meta,
                Subsets =
                [
                    new EndpointSubset
                    {
                        Addresses = [new EndpointAddress { IP = address.ToString() }],
                        Ports = [new Navarch.Api.Core.V1.EndpointPort { Name = "https", Port = port, Protocol = "TCP" }],
                    },
                ],
            },
            cancellationToken);
        await PutAsync(
            new EndpointSlice
            {
                Metadata = meta with { Labels = ValueMap.Of(("kubernetes.io/service-name", ServiceName)) },
                AddressType = "IPv4",
                Endpoints = [new Endpoint { Addresses = [address.ToString()], Conditions = new EndpointConditions { Ready = true } }],
                Ports = [new Navarch.Api.Discovery.V1.EndpointPort { Name = "https", Port = port, Protocol = "TCP" }],
            },
            cancellationToken);
    }

    private async Task PutAsync(IKubernetesObject obj, CancellationToken cancellationToken)
    {
        await EnsureAsync(obj, cancellationToken);
        var result = await verbs.Update.ExecuteAsync(CallFor(obj), (_, _) => ApiResult<IKubernetesObject>.Ok(obj), retry: true, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"The cluster's own {obj.KindInfo.Kind} {obj.Metadata.Name} was refused: {result.Status.Message}");
        }
    }

    private ResourceCall CallFor(IKubernetesObject obj) => new(UserInfo.Server, core.Registry.Of(obj.KindInfo), obj.Metadata.Namespace, obj.Metadata.Name);
}
