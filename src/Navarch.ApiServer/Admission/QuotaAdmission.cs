using System.Runtime.CompilerServices;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>
/// Nothing is written that makes a namespace use more than its quotas allow. What counts is what is stored, plus what was admitted and is
/// still on its way to the store: so writes that race each other never get past a quota together, and no write is charged for nothing.
/// </summary>
internal sealed class QuotaAdmission : IAdmissionRule
{
    private readonly Lock gate = new();
    private readonly HashSet<Charge> onTheWay = [];
    private readonly ConditionalWeakTable<IKubernetesObject, UsageBox> known = [];

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (obj is null || obj.Metadata.Namespace.Length == 0 || request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)
            || request.Context.Subresource is not ("" or "resize"))
        {
            return ValueTask.FromResult(ApiResult<IKubernetesObject?>.Ok(obj));
        }

        var quotas = request.Context.Objects.List<ResourceQuota>(obj.Metadata.Namespace)
            .Where(q => QuotaUsage.Concerns(q, obj.KindInfo) && QuotaUsage.Matches(q, obj))
            .OrderBy(q => q.Metadata.Name, StringComparer.Ordinal)
            .ToArray();
        return ValueTask.FromResult(quotas.Length == 0 || Check(obj, quotas, request) is not { } refused
            ? ApiResult<IKubernetesObject?>.Ok(obj)
            : refused);
    }

    private Status? Check(IKubernetesObject obj, ResourceQuota[] quotas, AdmissionRequest request)
    {
        if (obj is Pod pod && request.Operation == AdmissionOperation.Create)
        {
            foreach (var quota in quotas)
            {
                if (QuotaUsage.Unstated(quota, pod) is { Count: > 0 } open)
                {
                    var what = string.Join("; ", open.Select(o => $"{o.Resource} for: {string.Join(",", o.Containers)}"));
                    return Refuse(request, $"failed quota: {quota.Metadata.Name}: must specify {what}");
                }
            }
        }

        var before = request.Old is { } old ? UsageOf(old) : default;
        var more = UsageOf(obj).Where(u => u.Value > Amount(before, u.Key)).Select(u => KeyValuePair.Create(u.Key, u.Value - Amount(before, u.Key))).ToValueMap();
        if (more.IsEmpty)
        {
            return null;
        }

        lock (gate)
        {
            foreach (var quota in quotas)
            {
                if (Excess(quota, obj, more, request) is { } excess)
                {
                    return Refuse(request, excess);
                }
            }

            if (!request.Context.DryRun)
            {
                var charge = new Charge(obj, more, request.Operation == AdmissionOperation.Create);
                onTheWay.Add(charge);
                request.Finally(() => Forget(charge));
            }
        }

        return null;
    }

    /// <summary>What is too much, or null.</summary>
    private string? Excess(ResourceQuota quota, IKubernetesObject obj, ValueMap<Quantity> more, AdmissionRequest request)
    {
        var limited = more.Where(m => quota.Spec.Hard.ContainsKey(m.Key)).ToArray();
        if (limited.Length == 0)
        {
            return null;
        }

        var used = Used(quota, obj, limited, request);
        var over = limited.Where(m => used[m.Key] + m.Value > quota.Spec.Hard[m.Key]).Select(m => m.Key).Order(StringComparer.Ordinal).ToArray();
        return over.Length == 0
            ? null
            : $"exceeded quota: {quota.Metadata.Name}, requested: {Tell(n => more[n])}, used: {Tell(n => used[n])}, limited: {Tell(n => quota.Spec.Hard[n])}";

        string Tell(Func<string, Quantity> amount) => string.Join(',', over.Select(n => $"{n}={amount(n)}"));
    }

    private Dictionary<string, Quantity> Used(ResourceQuota quota, IKubernetesObject obj, KeyValuePair<string, Quantity>[] limited, AdmissionRequest request)
    {
        var used = limited.ToDictionary(m => m.Key, _ => Quantity.Zero, StringComparer.Ordinal);
        var stored = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in request.Context.Objects.List(obj.KindInfo, obj.Metadata.Namespace))
        {
            stored.Add(other.Metadata.UID);
            if (QuotaUsage.Matches(quota, other))
            {
                AddTo(used, UsageOf(other));
            }
        }

        foreach (var charge in onTheWay)
        {
            // One that is stored by now, but not forgotten yet, was counted above.
            if (charge.Object.KindInfo == obj.KindInfo
                && charge.Object.Metadata.Namespace == obj.Metadata.Namespace
                && !(charge.IsNew && stored.Contains(charge.Object.Metadata.UID))
                && QuotaUsage.Matches(quota, charge.Object))
            {
                AddTo(used, charge.Amounts);
            }
        }

        return used;
    }

    private void Forget(Charge charge)
    {
        lock (gate)
        {
            onTheWay.Remove(charge);
        }
    }

    private ValueMap<Quantity> UsageOf(IKubernetesObject obj) => known.GetValue(obj, o => new UsageBox(QuotaUsage.Of(o))).Usage;

    private static void AddTo(Dictionary<string, Quantity> sums, ValueMap<Quantity> amounts)
    {
        foreach (var (name, amount) in amounts)
        {
            if (sums.TryGetValue(name, out var sum))
            {
                sums[name] = sum.IsZero ? amount : sum + amount;
            }
        }
    }

    private static Quantity Amount(ValueMap<Quantity> amounts, string name) => amounts.TryGetValue(name, out var amount) ? amount : default;

    private static Status Refuse(AdmissionRequest request, string why) => Failures.Forbidden(request.Context.Resource.Kind, request.Name, why);

    /// <summary>What a write that was admitted adds.</summary>
    private sealed class Charge(IKubernetesObject obj, ValueMap<Quantity> amounts, bool isNew)
    {
        public IKubernetesObject Object => obj;

        public ValueMap<Quantity> Amounts => amounts;

        public bool IsNew => isNew;
    }

    private sealed record UsageBox(ValueMap<Quantity> Usage);
}
