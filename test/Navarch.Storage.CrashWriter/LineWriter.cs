using System.Text;

namespace Navarch.Storage.CrashWriter;

/// <summary>Writes whole lines, each with one system call, from many threads.</summary>
internal sealed class LineWriter(Stream output)
{
    private readonly Lock gate = new();

    public void Write(string line)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line + "\n");
        lock (gate)
        {
            output.Write(bytes);
            output.Flush();
        }
    }
}
