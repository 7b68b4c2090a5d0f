using System.Text;

namespace Navarch.Storage.CrashWriter;

/// <summary>Values that tell whether they are whole: a revision hole, an identity, and a filling that follows from the identity.</summary>
internal static class CrashValue
{
    public static byte[] Make(string id)
    {
        int hash = id.Aggregate(17, (sum, letter) => unchecked((sum * 31) + letter)) & int.MaxValue;

        // Mostly small, some over several pages of the file.
        int filling = hash % 7 == 0 ? hash % 30_000 : hash % 3_000;
        string text = "\"" + new string(' ', Write.RevisionHoleLength - 1) + id + ":" + new string((char)('a' + (hash % 26)), filling);
        return Encoding.ASCII.GetBytes(text);
    }

    /// <summary>The identity of a value read back; reports one that is damaged.</summary>
    public static string Identify(Entry entry, LineWriter report)
    {
        string text = Encoding.ASCII.GetString(entry.Value.Span);
        string id = text[Write.RevisionHoleLength..text.IndexOf(':', StringComparison.Ordinal)];
        string whole = Encoding.ASCII.GetString(Make(id));
        if (text[Write.RevisionHoleLength..] != whole[Write.RevisionHoleLength..]
            || text[..Write.RevisionHoleLength].TrimEnd() != entry.ModRevision + "\"")
        {
            report.Write($"bad {entry.Key.Name} holds a damaged value {id}");
        }

        return id;
    }
}
