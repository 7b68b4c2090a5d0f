using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for how a pod is named and how it resolves names.</summary>
internal static class PodDnsRules
{
    private const int MostNameservers = 3;
    private const int MostSearches = 32;
    private const int LongestSearches = 2048;
    private const int LongestHostname = 64;

    public static void Validate(PodSpec spec, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "hostname", spec.Hostname, Names.Dns1123LabelProblem);
        errors.Check(path, "subdomain", spec.Subdomain, Names.Dns1123LabelProblem);
        if (spec.HostnameOverride is { } hostname)
        {
            Override(hostname, spec, path, errors);
        }

        if (spec.DNSPolicy.Length == 0)
        {
            errors.Required(path.Child("dnsPolicy"));
        }

        if (spec.DNSPolicy == DNSPolicies.None && (spec.DNSConfig is null || spec.DNSConfig.Nameservers.IsEmpty))
        {
            errors.Required(
                spec.DNSConfig is null ? path.Child("dnsConfig") : path.Child("dnsConfig", "nameservers"),
                $"must provide {(spec.DNSConfig is null ? "`dnsConfig`" : "at least one DNS nameserver")} when `dnsPolicy` is None");
        }

        if (spec.DNSConfig is { } config)
        {
            Config(config, path.Child("dnsConfig"), errors);
        }

        for (var i = 0; i < spec.HostAliases.Count; i++)
        {
            var (alias, at) = (spec.HostAliases[i], path.Child("hostAliases").Index(i));
            errors.Check(at.Child("ip"), alias.IP, AddressRules.AddressProblem(alias.IP));
            foreach (var name in alias.Hostnames)
            {
                errors.Check(at.Child("hostnames"), name, Names.Dns1123SubdomainProblem(name));
            }
        }
    }

    private static void Override(string hostname, PodSpec spec, FieldPath path, ErrorList errors)
    {
        var at = path.Child("hostnameOverride");
        if (hostname.Length > LongestHostname)
        {
            errors.TooLong(at, LongestHostname);
        }

        errors.Check(at, hostname, Names.Dns1123SubdomainProblem(hostname));
        if (spec.HostNetwork)
        {
            errors.Invalid(path.Child("hostNetwork"), spec.HostNetwork, "may not be true if `hostnameOverride` is set");
        }

        if (spec.SetHostnameAsFQDN == true)
        {
            errors.Invalid(path.Child("setHostnameAsFQDN"), true, "may not be true if `hostnameOverride` is set");
        }
    }

    private static void Config(PodDNSConfig config, FieldPath path, ErrorList errors)
    {
        if (config.Nameservers.Count > MostNameservers)
        {
            errors.Invalid(path.Child("nameservers"), config.Nameservers, $"must not have more than {MostNameservers} nameservers");
        }

        for (var i = 0; i < config.Nameservers.Count; i++)
        {
            errors.Check(path.Child("nameservers").Index(i), config.Nameservers[i], AddressRules.AddressProblem(config.Nameservers[i]));
        }

        if (config.Searches.Count > MostSearches)
        {
            errors.Invalid(path.Child("searches"), config.Searches, $"must not have more than {MostSearches} search paths");
        }

        if (config.Searches.Sum(s => s.Length) + Math.Max(0, config.Searches.Count - 1) > LongestSearches)
        {
            errors.Invalid(path.Child("searches"), config.Searches, $"must not have more than {LongestSearches} characters (including spaces) in the search list");
        }

        for (var i = 0; i < config.Searches.Count; i++)
        {
            // "." alone searches the root only.
            var domain = config.Searches[i] == "." ? "a" : config.Searches[i].EndsWith('.') ? config.Searches[i][..^1] : config.Searches[i];
            errors.Check(path.Child("searches").Index(i), config.Searches[i], Names.SearchDomainProblem(domain));
        }

        for (var i = 0; i < config.Options.Count; i++)
        {
            if (config.Options[i].Name.Length == 0)
            {
                errors.Required(path.Child("options").Index(i), "must not be empty");
            }
        }
    }
}
