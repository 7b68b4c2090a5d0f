using Navarch.Storage;
using Navarch.Storage.CrashWriter;
using Navarch.Storage.Embedded;

// Usage: Navarch.Storage.CrashWriter DIRECTORY SEED
// Opens the store, says what is in it, then writes to it with several clients until it is killed. Every line on
// standard output is one write to the pipe, so what was said before the kill reaches the reader:
//   k KEY REVISION ID     an entry found at opening          n NUMBER       the counter found at opening
//   o REVISION            the store is open                  bad TEXT       something that must not be
//   s CLIENT KEY ID LAZY  a write is about to be submitted (ID "-" deletes)
//   a CLIENT REVISION     ... was acknowledged
//   S CLIENT              an increment of the shared counter is about to be submitted
//   A CLIENT REVISION     ... was acknowledged               C CLIENT       ... met a conflict
var options = new StoreOptions { IdleLogPages = 64, BusyLogPages = 512 };
EmbeddedStore store = EmbeddedStore.Open(args[0], options);
var report = new LineWriter(Console.OpenStandardOutput());
int seed = int.Parse(args[1]);

foreach (Entry entry in store.Snapshot(CrashClient.Bucket).Snapshot!.Range(""))
{
    report.Write($"k {entry.Key.Name} {entry.ModRevision} {CrashValue.Identify(entry, report)}");
}

report.Write($"n {CrashClient.Counter(store)?.Value.Length ?? 0}");
report.Write($"o {store.Revision}");
await Task.WhenAll(Enumerable.Range(0, CrashClient.Clients).Select(client =>
    Task.Run(() => new CrashClient(store, report, client, seed).RunAsync())));
