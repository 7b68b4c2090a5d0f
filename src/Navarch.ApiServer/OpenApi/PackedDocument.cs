using System.IO.Compression;
using System.Security.Cryptography;

namespace Navarch.ApiServer.OpenApi;

/// <summary>A document kept in gzip, as it is sent: these documents are large, alike all over, and seldom asked for.</summary>
internal sealed class PackedDocument
{
    private PackedDocument(byte[] packed, string hash) => (Packed, Hash) = (packed, hash);

    /// <summary>The document in gzip.</summary>
    public byte[] Packed { get; }

    /// <summary>The SHA-256 of the document, in capital hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The document as an entity tag.</summary>
    public string Tag => $"\"{Hash}\"";

    /// <summary>Packs what is written. It is hashed and packed on the way, never held as a whole.</summary>
    public static PackedDocument Of(Action<Stream> write)
    {
        using var packed = new MemoryStream();
        using var hash = SHA256.Create();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var output = new CryptoStream(gzip, hash, CryptoStreamMode.Write))
        {
            write(output);
        }

        return new(packed.ToArray(), Convert.ToHexString(hash.Hash!));
    }

    /// <summary>The document itself, as it is read.</summary>
    public Stream Open() => new GZipStream(new MemoryStream(Packed, writable: false), CompressionMode.Decompress);
}
