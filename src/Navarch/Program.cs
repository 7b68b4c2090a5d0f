using System.CommandLine;
using Navarch.Commands;

var root = new RootCommand("Kubernetes on this machine, in one program.")
{
    UpCommand.Create(),
    DownCommand.Create(),
    StatusCommand.Create(),
    LogsCommand.Create(),
    WhyCommand.Create(),
    ScheduleCommand.Create(),
    ServerCommand.Create(),
    ImageCommand.Create(),
    VersionCommand.Create(),
    DaemonCommand.Create(),
};

// A server ends its work in good order before the process ends.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
