using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the ports of services: named when there are several, none twice.</summary>
internal static class ServicePortRules
{
    public static void Validate(ServiceSpec spec, ErrorList errors)
    {
        var ports = spec.Ports;
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, at) = (ports[i], FieldPath.Of("spec").Child("ports").Index(i));
            Name(port.Name, ports.Count > 1, at, errors);
            if (port.Protocol.Length == 0)
            {
                errors.Required(at.Child("protocol"));
            }

            PortRules.Reference(port.TargetPort, at, "targetPort", errors);
            errors.Check(at, "appProtocol", port.AppProtocol, Names.QualifiedNameProblem);
            if (port.NodePort != 0 && spec.Type == ServiceTypes.ClusterIP)
            {
                errors.Forbidden(at.Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }
            else if (port.NodePort != 0)
            {
                errors.InRange(at, "nodePort", port.NodePort, 1, 65535);
            }

            Duplicates(ports, i, at, errors);
        }
    }

    /// <summary>The name of a port among others.</summary>
    public static void Name(string name, bool needed, FieldPath at, ErrorList errors)
    {
        if (name.Length == 0 && needed)
        {
            errors.Required(at.Child("name"));
        }

        errors.Check(at, "name", name, Names.Dns1123LabelProblem);
    }

    private static void Duplicates(ValueList<ServicePort> ports, int index, FieldPath at, ErrorList errors)
    {
        var port = ports[index];
        foreach (var other in ports.AsSpan()[..index])
        {
            if (port.Name.Length > 0 && other.Name == port.Name)
            {
                errors.Duplicate(at.Child("name"), port.Name);
            }

            if (other.Port == port.Port && other.Protocol == port.Protocol)
            {
                errors.Duplicate(at, new ServicePort { Port = port.Port, Protocol = port.Protocol });
            }

            if (port.NodePort != 0 && other.NodePort == port.NodePort && other.Protocol == port.Protocol)
            {
                errors.Duplicate(at.Child("nodePort"), port.NodePort);
            }
        }
    }
}
