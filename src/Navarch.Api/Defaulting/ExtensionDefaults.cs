using Navarch.Api.ApiExtensions.V1;
using Navarch.Api.ApiRegistration.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of custom resource definitions and aggregated API servers.</summary>
internal static class ExtensionDefaults
{
    private const int HttpsPort = 443;

    public static CustomResourceDefinition Apply(CustomResourceDefinition definition)
    {
        var names = definition.Spec.Names;
        var conversion = definition.Spec.Conversion ?? new() { Strategy = ConversionStrategyTypes.None };
        if (conversion.Webhook?.ClientConfig is { Service: { Port: null } service } client)
        {
            conversion = conversion with { Webhook = conversion.Webhook with { ClientConfig = client with { Service = service with { Port = HttpsPort } } } };
        }

        return definition with
        {
            Spec = definition.Spec with
            {
                Conversion = conversion,
                Names = names with
                {
                    Singular = names.Singular.Or(names.Kind.ToLowerInvariant()),
                    ListKind = names.ListKind.Length > 0 || names.Kind.Length == 0 ? names.ListKind : names.Kind + "List",
                },
            },
        };
    }

    public static APIService Apply(APIService service) => service.Spec.Service is { Port: null } target
        ? service with { Spec = service.Spec with { Service = target with { Port = HttpsPort } } }
        : service;
}
