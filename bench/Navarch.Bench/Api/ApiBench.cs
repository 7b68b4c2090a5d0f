using System.Globalization;

namespace Navarch.Bench.Api;

/// <summary>
/// The API server's rows of the design's table of speed: a real server process, clients over TLS with a client certificate. Prints one
/// table. The clients share the machine with the server, so absolute figures depend on both; the processor time is the server's alone.
/// </summary>
internal static class ApiBench
{
    /// <summary>In the order in which they are measured; each makes what it needs.</summary>
    private static readonly ApiRow[] Rows =
    [
        new("start", "process start → /readyz", "s", 1.0, 0.4, ProcessRows.StartAsync),
        new("idle", "resident memory, idle", "MB", 130, 90, ProcessRows.IdleAsync),
        new("create-1", "create pods, 1 client", "/s", 500, 1_500, WriteRows.CreateByOneAsync),
        new("create-32", "create pods, 32 clients", "/s", 2_500, 5_000, WriteRows.CreateByManyAsync),
        new("patch", "merge-patch pods, 16 clients", "/s", 2_000, 4_000, WriteRows.PatchAsync),
        new("get", "GET one pod, 16 clients", "/s", 6_000, 9_000, ReadRows.GetAsync),
        new("list", "LIST 10,000 pods", "s", 0.20, 0.11, ReadRows.ListAsync),
        new("list-protobuf", "LIST 10,000 pods, protobuf", "s", null, null, ReadRows.ListProtobufAsync),
        new("page", "LIST limit=500", "ms", 12, 6, ReadRows.PageAsync),
        new("fanout", "fan-out, 100 watchers, pods", "events/s", 100_000, 200_000, load => WatchRows.PodsAsync(load, "application/json")),
        new("fanout-protobuf", "… in protobuf", "events/s", null, null, load => WatchRows.PodsAsync(load, ApiLoad.Protobuf)),
        new("fanout-small", "… small ConfigMaps", "events/s", 100_000, 200_000, WatchRows.ConfigMapsAsync),
        new("memory", "resident memory, 10,000 pods", "MB", 350, 200, ProcessRows.LoadedAsync),
        new("delete", "delete collection of 10,000 pods", "s", 5, 2, WriteRows.DeleteCollectionAsync),
    ];

    /// <summary>Measures the rows named, or all, and prints the table.</summary>
    /// <param name="arguments">Names of rows; <c>--rounds N</c>, <c>--seconds N</c> (of a round), <c>--program PATH</c> (another build, to compare), <c>--hold</c> (leaves the server up until Enter, for a profiler).</param>
    /// <returns>0; 1 when a floor is missed; 2 when an argument is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        HashSet<string> wanted = [];
        var (rounds, seconds, program, holds) = (3, 3.0, (string?)null, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--rounds" when i + 1 < arguments.Length: rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--seconds" when i + 1 < arguments.Length: seconds = double.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--program" when i + 1 < arguments.Length: program = arguments[++i]; break;
                case "--hold": holds = true; break;
                case var name when Rows.Any(row => row.Name == name): wanted.Add(name); break;
                default:
                    await Console.Error.WriteLineAsync($"There is no row '{arguments[i]}': {string.Join(", ", Rows.Select(row => row.Name))}.");
                    return 2;
            }
        }

        await using var load = await ApiLoad.StartAsync(program, rounds, TimeSpan.FromSeconds(seconds));
        Console.WriteLine($"{"measure",-34} {"value",14} {"floor",9} {"aim",9}  {"verdict",-15} {"p50 ms",8} {"p99 ms",8} {"CPU µs",9}  remark");
        var missed = 0;
        foreach (var row in Rows.Where(row => wanted.Count == 0 || wanted.Contains(row.Name)))
        {
            var measured = await row.MeasureAsync(load);
            missed += row.Reaches(measured.Value, row.Floor) ? 0 : 1;
            Print(row, measured);
        }

        if (load.Server.Complaints > 0)
        {
            Console.WriteLine($"The server logged {load.Server.Complaints} warnings or errors, the last:\n{load.Server.LastComplaints}");
        }

        if (holds)
        {
            Console.WriteLine($"The server is process {load.Server.Id}, its kubeconfig is in {load.Server.Folder}. Enter ends it.");
            Console.ReadLine();
        }

        return missed == 0 ? 0 : 1;
    }

    private static void Print(ApiRow row, Measured measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Title,-34} {Number(measured.Value) + " " + row.Unit,14} {Number(row.Floor),9} {Number(row.Aim),9}  {Verdict(row, measured),-15} {Number(measured.P50),8} {Number(measured.P99),8} {Number(measured.ProcessorMicroseconds),9}  {measured.Remark}"));

    private static string Verdict(ApiRow row, Measured measured) => row switch
    {
        { Floor: null } => "",
        _ when !row.Reaches(measured.Value, row.Floor) => "MISSED",
        _ when row.Reaches(measured.Value, row.Aim) => "ok, aim reached",
        _ => "ok",
    };

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 1000 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
