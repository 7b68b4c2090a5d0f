using Navarch.Api.Networking.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for ingresses and their classes.</summary>
internal static class IngressRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private const int LongestController = 250;
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly string[] BadSequences = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] BadEnds = ["/..", "/."];

    public static void Validate(Ingress ingress, ErrorList errors)
    {
        var spec = ingress.Spec;
        if (spec.Rules.IsEmpty && spec.DefaultBackend is null)
        {
            errors.Invalid(Spec, spec, "either `defaultBackend` or `rules` must be specified");
        }

        if (spec.DefaultBackend is { } backend)
        {
            Backend(backend, Spec.Child("defaultBackend"), errors);
        }

        for (var i = 0; i < spec.TLS.Count; i++)
        {
            var path = Spec.Child("tls").Index(i);
            foreach (var host in spec.TLS[i].Hosts)
            {
                errors.Check(path.Child("hosts"), host, host.Contains('*', StringComparison.Ordinal) ? NamedRules.WildcardProblem(host) : Names.Dns1123SubdomainProblem(host));
            }

            NamedRules.Optional(path.Child("secretName"), spec.TLS[i].SecretName, Names.Dns1123SubdomainProblem, errors);
        }

        for (var i = 0; i < spec.Rules.Count; i++)
        {
            Rule(spec.Rules[i], Spec.Child("rules").Index(i), errors);
        }

        if (spec.IngressClassName is { } className)
        {
            errors.Check(Spec.Child("ingressClassName"), className, Names.Dns1123SubdomainProblem(className));
        }
    }

    /// <summary>A new ingress names its class once.</summary>
    public static void ValidateNew(Ingress ingress, ErrorList errors)
    {
        if (ingress.Spec.IngressClassName is not null && ingress.Metadata.Annotations.TryGetValue(ClassAnnotation, out var annotated))
        {
            errors.Invalid(FieldPath.Of("metadata").Child("annotations").Key(ClassAnnotation), annotated, "can not be set when the class field is also set");
        }
    }

    public static void ValidateStatus(Ingress ingress, Ingress old, ErrorList errors)
    {
        var path = FieldPath.Of("status").Child("loadBalancer", "ingress");
        var addresses = ingress.Status.LoadBalancer.Ingress;
        for (var i = 0; i < addresses.Count; i++)
        {
            NamedRules.Optional(path.Index(i).Child("ip"), addresses[i].IP, AddressRules.AddressProblem, errors);
            NamedRules.Optional(path.Index(i).Child("hostname"), addresses[i].Hostname, HostProblem, errors);
        }
    }

    public static IEnumerable<string> Warnings(Ingress ingress, Ingress? old) =>
        old is null && ingress.Metadata.Annotations.ContainsKey(ClassAnnotation)
            ? [$"annotation \"{ClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead"] : [];

    public static void Validate(IngressClass ingressClass, ErrorList errors)
    {
        var controller = Spec.Child("controller");
        if (ingressClass.Spec.Controller.Length > LongestController)
        {
            errors.TooLong(controller, LongestController);
        }

        NamedRules.DomainPrefixedPath(controller, ingressClass.Spec.Controller, errors);
        if (ingressClass.Spec.Parameters is not { } parameters)
        {
            return;
        }

        var path = Spec.Child("parameters");
        NamedRules.Reference(path, parameters.APIGroup, parameters.Kind, parameters.Name, errors);
        switch (parameters.Scope)
        {
            case "Namespace" when parameters.Namespace is null:
                errors.Required(path.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
                break;
            case "Namespace":
                errors.Check(path.Child("namespace"), parameters.Namespace, Names.Dns1123LabelProblem(parameters.Namespace!));
                break;
            case "Cluster" when parameters.Namespace is not null:
                errors.Forbidden(path.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
                break;
            case "Cluster":
                break;
            default:
                errors.NotSupported(path.Child("scope"), parameters.Scope ?? "", "Cluster", "Namespace");
                break;
        }
    }

    public static void ValidateUpdate(IngressClass ingressClass, IngressClass old, ErrorList errors) =>
        errors.Immutable(Spec.Child("controller"), ingressClass.Spec.Controller, old.Spec.Controller);

    private static string? HostProblem(string host) =>
        AddressRules.Address(host) is not null ? "must be a DNS name, not an IP address"
        : host.Contains('*', StringComparison.Ordinal) ? NamedRules.WildcardProblem(host)
        : Names.Dns1123SubdomainProblem(host);

    private static void Rule(IngressRule rule, FieldPath path, ErrorList errors)
    {
        NamedRules.Optional(path.Child("host"), rule.Host, HostProblem, errors);
        if (rule.HTTP is not { } http)
        {
            return;
        }

        path = path.Child("http", "paths");
        if (http.Paths.IsEmpty)
        {
            errors.Required(path);
        }

        for (var i = 0; i < http.Paths.Count; i++)
        {
            Path(http.Paths[i], path.Index(i), errors);
            Backend(http.Paths[i].Backend, path.Index(i).Child("backend"), errors);
        }
    }

    private static void Path(HTTPIngressPath rule, FieldPath path, ErrorList errors)
    {
        if (rule.PathType is null)
        {
            errors.Required(path.Child("pathType"), "pathType must be specified");
        }

        if (rule.PathType is not (PathTypes.Exact or PathTypes.Prefix))
        {
            if (rule.Path.Length > 0 && rule.Path[0] != '/')
            {
                errors.Invalid(path.Child("path"), rule.Path, "must be an absolute path");
            }

            return;
        }

        if (!rule.Path.StartsWith('/'))
        {
            errors.Invalid(path.Child("path"), rule.Path, "must be an absolute path");
        }

        foreach (var sequence in BadSequences.Where(s => rule.Path.Contains(s, StringComparison.Ordinal)))
        {
            errors.Invalid(path.Child("path"), rule.Path, $"must not contain '{sequence}'");
        }

        foreach (var end in BadEnds.Where(s => rule.Path.EndsWith(s, StringComparison.Ordinal)))
        {
            errors.Invalid(path.Child("path"), rule.Path, $"cannot end with '{end}'");
        }
    }

    private static void Backend(IngressBackend backend, FieldPath path, ErrorList errors)
    {
        switch (backend)
        {
            case { Service: not null, Resource: not null }:
                errors.Invalid(path, "", "cannot set both resource and service backends");
                break;
            case { Resource: { } resource }:
                NamedRules.Reference(path.Child("resource"), resource.APIGroup, resource.Kind, resource.Name, errors);
                break;
            case { Service: { } service }:
                NamedRules.Needed(path.Child("service", "name"), service.Name, Names.Dns1123LabelProblem, errors);
                Port(service.Port, path, errors);
                break;
            default:
                errors.Invalid(path, "", "resource or service backend is required");
                break;
        }
    }

    private static void Port(ServiceBackendPort port, FieldPath path, ErrorList errors)
    {
        switch (port)
        {
            case { Name.Length: > 0, Number: not 0 }:
                errors.Invalid(path, "", "cannot set both port name & port number");
                break;
            case { Name.Length: > 0 }:
                errors.Check(path.Child("service", "port").Child("name"), port.Name, Names.PortNameProblem(port.Name));
                break;
            case { Number: not 0 }:
                errors.Check(path.Child("service", "port").Child("number"), port.Number, NamedRules.PortProblem(port.Number));
                break;
            default:
                errors.Required(path, "port name or number is required");
                break;
        }
    }
}
