using System.CommandLine;
using Navarch.Commands;

var root = new RootCommand("Kubernetes on this machine, in one program.")
{
    UpCommand.Create(),
    StatusCommand.Create(),
    LogsCommand.Create(),
    ServerCommand.Create(),
    VersionCommand.Create(),
    DaemonCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
