using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for limit ranges: each type once, and bounds and defaults that fit each other.</summary>
internal static class LimitRangeRules
{
    public static void Validate(LimitRange range, ErrorList errors)
    {
        var limits = range.Spec.Limits;
        for (var i = 0; i < limits.Count; i++)
        {
            var (limit, at) = (limits[i], FieldPath.Of("spec").Child("limits").Index(i));
            Type(limit.Type, at, errors);
            if (limits.AsSpan()[..i].ToArray().Any(l => l.Type == limit.Type))
            {
                errors.Duplicate(at.Child("type"), limit.Type);
            }

            if (limit.Type == LimitTypes.Pod)
            {
                errors.Absent(limit.Default.IsEmpty, at, "default", "may not be specified when `type` is 'Pod'");
                errors.Absent(limit.DefaultRequest.IsEmpty, at, "defaultRequest", "may not be specified when `type` is 'Pod'");
            }
            else if (limit.Type == LimitTypes.PersistentVolumeClaim && !limit.Min.ContainsKey("storage") && !limit.Max.ContainsKey("storage"))
            {
                errors.Required(at.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
            }

            var resources = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var amounts in (ReadOnlySpan<ValueMap<Quantity>>)[limit.Max, limit.Min, limit.Default, limit.DefaultRequest, limit.MaxLimitRequestRatio])
            {
                resources.UnionWith(amounts.Keys);
            }

            foreach (var resource in resources)
            {
                Amounts(limit, resource, at, errors);
            }
        }
    }

    private static void Type(string type, FieldPath path, ErrorList errors)
    {
        if (Names.QualifiedNameProblem(type) is { } problem)
        {
            errors.Invalid(path.Child("type"), type, problem);
        }
        else if (!type.Contains('/', StringComparison.Ordinal) && type is not (LimitTypes.Container or LimitTypes.Pod or LimitTypes.PersistentVolumeClaim))
        {
            errors.Invalid(path.Child("type"), type, "must be a standard limit type or fully qualified");
        }
    }

    private static void Amounts(LimitRangeItem limit, string resource, FieldPath path, ErrorList errors)
    {
        var (min, max) = (Of(limit.Min, resource), Of(limit.Max, resource));
        var (usual, request, ratio) = (Of(limit.Default, resource), Of(limit.DefaultRequest, resource), Of(limit.MaxLimitRequestRatio, resource));
        foreach (var (name, amounts) in (ReadOnlySpan<(string, ValueMap<Quantity>)>)[("max", limit.Max), ("min", limit.Min), ("default", limit.Default), ("defaultRequest", limit.DefaultRequest)])
        {
            if (amounts.TryGetValue(resource, out var amount))
            {
                NameAndAmount(limit.Type, resource, amount, path.Child(name), errors);
            }
        }

        NotMore(min, "min value", max, "max value", path, "min", min, resource, errors);
        NotMore(min, "min value", request, "default request value", path, "defaultRequest", request, resource, errors);
        NotMore(request, "default request value", max, "max value", path, "defaultRequest", request, resource, errors);
        NotMore(request, "default request value", usual, "default limit value", path, "defaultRequest", request, resource, errors);
        NotMore(min, "min value", usual, "default value", path, "default", min, resource, errors);
        NotMore(usual, "default value", max, "max value", path, "default", max, resource, errors);
        if (ratio is { } most)
        {
            if (most < new Quantity(1))
            {
                errors.Invalid(path.Child("maxLimitRequestRatio").Key(resource), most, $"ratio {most} is less than 1");
            }

            if (min is { IsZero: false } least && max is { } highest && most.ToDouble() > highest.ToDouble() / least.ToDouble())
            {
                errors.Invalid(path.Child("maxLimitRequestRatio").Key(resource), most, $"ratio {most} is greater than max/min = {highest.ToDouble() / least.ToDouble():F6}");
            }
        }

        if ((ResourceRules.IsExtended(resource) || ResourceRules.IsHugePages(resource)) && usual is { } limited && request is { } asked && limited != asked)
        {
            errors.Invalid(path.Child("defaultRequest").Key(resource), asked, $"default value {limited} must equal to defaultRequest value {asked} in {resource}");
        }
    }

    private static void NameAndAmount(string type, string resource, Quantity amount, FieldPath path, ErrorList errors)
    {
        if (type is LimitTypes.Container or LimitTypes.Pod)
        {
            ResourceRules.Amounts(ValueMap.Of((resource, amount)), path, errors);
        }
        else
        {
            errors.Check(path.Key(resource), resource, Names.QualifiedNameProblem(resource));
            if (amount.Sign < 0)
            {
                errors.Invalid(path.Key(resource), amount, "must be greater than or equal to 0");
            }
        }
    }

    private static void NotMore(
        Quantity? less, string lessName, Quantity? more, string moreName, FieldPath path, string field, Quantity? value, string resource, ErrorList errors)
    {
        if (less is { } low && more is { } high && low > high)
        {
            errors.Invalid(path.Child(field).Key(resource), value, $"{lessName} {low} is greater than {moreName} {high}");
        }
    }

    private static Quantity? Of(ValueMap<Quantity> amounts, string resource) => amounts.TryGetValue(resource, out var amount) ? amount : null;
}
