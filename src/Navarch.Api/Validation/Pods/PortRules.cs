using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the ports of containers.</summary>
internal static class PortRules
{
    /// <summary>The ports of one container: good numbers, names given once.</summary>
    public static void Validate(ValueList<ContainerPort> ports, bool hostNetwork, FieldPath path, ErrorList errors)
    {
        if (ports.IsEmpty)
        {
            return;
        }

        var list = path.Child("ports");
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, at) = (ports[i], list.Index(i));
            if (port.Name.Length > 0)
            {
                errors.Check(at, "name", port.Name, Names.PortNameProblem);
                if (IsTaken(ports, port.Name, i))
                {
                    errors.Duplicate(at.Child("name"), port.Name);
                }
            }

            if (port.Port == 0)
            {
                errors.Required(at.Child("containerPort"));
            }
            else
            {
                errors.InRange(at, "containerPort", port.Port, 1, 65535);
            }

            if (port.HostPort != 0)
            {
                errors.InRange(at, "hostPort", port.HostPort, 1, 65535);
            }

            if (hostNetwork && port.HostPort != 0 && port.HostPort != port.Port)
            {
                errors.Invalid(at.Child("containerPort"), port.Port, "must match `hostPort` when `hostNetwork` is true");
            }

            if (port.Protocol.Length == 0)
            {
                errors.Required(at.Child("protocol"));
            }
        }
    }

    /// <summary>Two containers that run at a time cannot have one port of the node.</summary>
    public static void HostPorts(ValueList<Container> containers, FieldPath path, ErrorList errors)
    {
        HashSet<(int Port, string Protocol, string Address)>? taken = null;
        for (var i = 0; i < containers.Count; i++)
        {
            var ports = containers[i].Ports;
            for (var j = 0; j < ports.Count; j++)
            {
                var port = ports[j];
                if (port.HostPort != 0 && !(taken ??= []).Add((port.HostPort, port.Protocol, port.HostIP)))
                {
                    errors.Duplicate(path.Index(i).Child("ports").Index(j).Child("hostPort"), $"{port.Protocol}/{port.HostIP}/{port.HostPort}");
                }
            }
        }
    }

    /// <summary>A port by number or name.</summary>
    public static void Reference(IntOrString port, FieldPath at, string name, ErrorList errors)
    {
        if ((port.IsString ? Names.PortNameProblem(port.Text) : Names.PortNumberProblem(port.Number)) is { } problem)
        {
            errors.Invalid(at.Child(name), port, problem);
        }
    }

    private static bool IsTaken(ValueList<ContainerPort> ports, string name, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (ports[i].Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
