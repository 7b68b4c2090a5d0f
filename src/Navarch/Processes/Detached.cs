using System.Diagnostics;
using System.IO.Pipes;

namespace Navarch.Processes;

/// <summary>Starts a process that outlives this one: in a session of its own, with no terminal.</summary>
public static class Detached
{
    /// <summary>
    /// Starts this very program with other arguments. The last argument added is the number of a pipe's file descriptor, on
    /// which the process reports; the returned reader ends when the process closes it, or dies.
    /// </summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="errorFile">Where its standard error goes; replaced.</param>
    /// <returns>The process, and what it reports.</returns>
    public static (Process Process, StreamReader Reports) StartSelf(IEnumerable<string> arguments, string errorFile)
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = "/" };

        // setsid execs in place (the child of a spawn leads no process group), so the process keeps the number we are given.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("errors=$1; shift; exec setsid \"$@\" </dev/null >/dev/null 2>\"$errors\"");
        start.ArgumentList.Add("navarch");
        start.ArgumentList.Add(errorFile);
        start.ArgumentList.Add(Environment.ProcessPath ?? throw new InvalidOperationException("The program has no path."));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(pipe.GetClientHandleAsString());
        var process = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        pipe.DisposeLocalCopyOfClientHandle();
        return (process, new StreamReader(pipe));
    }
}
