using System.Net.Sockets;
using System.Text;

namespace Navarch.Startup;

/// <summary>Tells systemd, when it started this process, that the service is ready (<c>Type=notify</c>).</summary>
public static class SystemdNotification
{
    /// <summary>Sends <c>READY=1</c>; does nothing when systemd does not wait for it.</summary>
    public static void Ready()
    {
        var path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        // A name in the abstract namespace is written with '@' for its leading zero byte.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.ASCII.GetBytes("READY=1"), new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
    }

    /// <summary>A unit that runs a cluster as a service. Stopping the service leaves the containers running.</summary>
    public static string Unit(string program, string dataDirectory) => $"""
        [Unit]
        Description=Navarch, a Kubernetes cluster ({dataDirectory})
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        NotifyAccess=all
        ExecStart={program} up --foreground --data-dir {dataDirectory}
        KillMode=process
        Delegate=yes
        Restart=on-failure
        RestartSec=2
        TimeoutStartSec=120
        LimitNOFILE=1048576
        TasksMax=infinity

        [Install]
        WantedBy=multi-user.target
        """;
}
