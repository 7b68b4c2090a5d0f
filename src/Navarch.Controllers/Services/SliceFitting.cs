using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Reconciling;
using EndpointPort = Navarch.Api.Discovery.V1.EndpointPort;

namespace Navarch.Controllers.Services;

/// <summary>
/// Fits endpoints into slices with few writes:
/// 1. endpoints stay in the slice they are in, changed in place; those no longer wanted leave it;
/// 2. new ones fill slices that change anyway;
/// 3. the rest goes into one unchanged slice that has room for all of it, else into new slices;
/// 4. slices that end up empty go, but one is kept when nothing else is left.
/// </summary>
internal static class SliceFitting
{
    private const int MostEndpoints = 100;

    public static IEnumerable<Effect> Fit(
        Service service, string family, Dictionary<ValueList<EndpointPort>, List<Endpoint>> wanted, IEnumerable<EndpointSlice> existing)
    {
        var byPorts = existing.GroupBy(s => s.Ports).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Metadata.Name, StringComparer.Ordinal).ToList());
        var drafts = new List<Draft>();
        foreach (var (ports, endpoints) in wanted)
        {
            drafts.AddRange(FitGroup(family, ports, endpoints, byPorts.GetValueOrDefault(ports, [])));
        }

        drafts.AddRange(byPorts.Where(g => !wanted.ContainsKey(g.Key)).SelectMany(g => g.Value).Select(s => new Draft(s, s.Ports, [])));
        if (drafts.All(d => d.Endpoints.Count == 0))
        {
            // Readers of slices learn from an empty one that the service has nobody, rather than that nobody looked.
            var kept = drafts.FirstOrDefault();
            drafts.Remove(kept!);
            drafts.Insert(0, new Draft(kept?.Existing, default, []) { Keep = true });
        }

        return drafts.Select(d => d.ToEffect(service, family)).OfType<Effect>();
    }

    private static List<Draft> FitGroup(string family, ValueList<EndpointPort> ports, List<Endpoint> endpoints, List<EndpointSlice> existing)
    {
        var missing = endpoints.ToDictionary(Identity, StringComparer.Ordinal);
        var drafts = new List<Draft>();
        foreach (var slice in existing)
        {
            var kept = new List<Endpoint>();
            foreach (var endpoint in slice.Endpoints)
            {
                if (kept.Count < MostEndpoints && missing.Remove(Identity(endpoint), out var current))
                {
                    kept.Add(current);
                }
            }

            drafts.Add(new(slice, ports, kept));
        }

        var rest = new Queue<Endpoint>(endpoints.Where(e => missing.ContainsKey(Identity(e))));
        foreach (var draft in drafts.Where(d => d.IsChanged).OrderByDescending(d => d.Endpoints.Count))
        {
            Fill(draft, rest);
        }

        if (rest.Count > 0 && rest.Count < MostEndpoints &&
            drafts.Where(d => !d.IsChanged && d.Endpoints.Count + rest.Count <= MostEndpoints).MaxBy(d => d.Endpoints.Count) is { } roomy)
        {
            Fill(roomy, rest);
        }

        while (rest.Count > 0)
        {
            var draft = new Draft(null, ports, []);
            Fill(draft, rest);
            drafts.Add(draft);
        }

        return drafts;
    }

    private static void Fill(Draft draft, Queue<Endpoint> rest)
    {
        while (draft.Endpoints.Count < MostEndpoints && rest.TryDequeue(out var endpoint))
        {
            draft.Endpoints.Add(endpoint);
        }
    }

    private static string Identity(Endpoint endpoint) => $"{endpoint.TargetRef?.UID}/{(endpoint.Addresses.IsEmpty ? "" : endpoint.Addresses[0])}";

    /// <summary>A slice as it shall be.</summary>
    private sealed record Draft(EndpointSlice? Existing, ValueList<EndpointPort> Ports, List<Endpoint> Endpoints)
    {
        public bool Keep { get; init; }

        public bool IsChanged => Existing is null || !Existing.Endpoints.SequenceEqual(Endpoints);

        public Effect? ToEffect(Service service, string family)
        {
            if (Endpoints.Count == 0 && !Keep)
            {
                return Existing is null ? null : new Effect.Delete(Existing);
            }

            if (Existing is null)
            {
                return new Effect.Create(new EndpointSlice
                {
                    Metadata = new()
                    {
                        Namespace = service.Metadata.Namespace,
                        GenerateName = service.Metadata.Name + "-",
                        Labels = LabelsFor(service),
                        OwnerReferences = [OwnerReferences.ControllerReference(service)],
                    },
                    AddressType = family,
                    Ports = Ports,
                    Endpoints = Endpoints.ToValueList(),
                });
            }

            var wanted = Existing with
            {
                Metadata = Existing.Metadata with { Labels = LabelsFor(service) },
                Ports = Ports,
                Endpoints = Endpoints.ToValueList(),
            };
            return wanted == Existing ? null : new Effect.Update(wanted);
        }

        private static ValueMap<string> LabelsFor(Service service)
        {
            var labels = service.Metadata.Labels
                .SetItem(EndpointSliceController.ServiceLabel, service.Metadata.Name)
                .SetItem(EndpointSliceController.ManagedByLabel, EndpointSliceController.ManagedBy);
            return ServicePods.IsHeadless(service)
                ? labels.SetItem(EndpointSliceController.HeadlessLabel, "")
                : labels.Remove(EndpointSliceController.HeadlessLabel);
        }
    }
}
