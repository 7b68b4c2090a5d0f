using Navarch.Api.Rbac.V1;

namespace Navarch.ApiServer.Authorization;

/// <summary>What one rule of a role allows.</summary>
internal static class RbacRule
{
    private const string All = "*";

    /// <summary>Whether the rule allows the request.</summary>
    public static bool Allows(PolicyRule rule, AccessRequest request)
    {
        if (!Has(rule.Verbs, request.Verb))
        {
            return false;
        }

        if (!request.IsResource)
        {
            return rule.NonResourceURLs.Any(url => FitsPath(url, request.Path));
        }

        return Has(rule.APIGroups, request.Group)
            && FitsResource(rule.Resources, request)
            && (rule.ResourceNames.IsEmpty || rule.ResourceNames.Contains(request.Name, StringComparer.Ordinal));
    }

    private static bool FitsResource(ValueList<string> resources, AccessRequest request)
    {
        foreach (var resource in resources)
        {
            if (resource == All)
            {
                return true;
            }

            var slash = resource.IndexOf('/', StringComparison.Ordinal);
            var fits = slash < 0
                ? request.Subresource.Length == 0 && resource == request.Resource
                : resource.AsSpan(slash + 1).SequenceEqual(request.Subresource) && (resource.AsSpan(0, slash) is All || resource.AsSpan(0, slash).SequenceEqual(request.Resource));
            if (fits)
            {
                return true;
            }
        }

        return false;
    }

    private static bool FitsPath(string url, string path) =>
        url == All || url == path || (url.EndsWith('*') && path.AsSpan().StartsWith(url.AsSpan(0, url.Length - 1), StringComparison.Ordinal));

    private static bool Has(ValueList<string> values, string wanted)
    {
        foreach (var value in values)
        {
            if (value == All || value == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
