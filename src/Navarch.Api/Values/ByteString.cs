using System.Text;

namespace Navarch.Api;

/// <summary>Immutable bytes that compare by content. The default value is empty.</summary>
public readonly struct ByteString : IEquatable<ByteString>
{
    private readonly byte[]? bytes;

    /// <summary>Takes the array over; the caller must not change it afterwards.</summary>
    public ByteString(byte[] bytes) => this.bytes = bytes;

    /// <summary>The bytes; no copy is made.</summary>
    public ReadOnlySpan<byte> Span => bytes;

    /// <summary>The number of bytes.</summary>
    public int Length => bytes?.Length ?? 0;

    /// <summary>Whether there is no byte.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static ByteString FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes read as UTF-8.</summary>
    public string ToText() => Encoding.UTF8.GetString(Span);

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The length only: the content may be secret.</summary>
    public override string ToString() => $"{Length} bytes";

    /// <summary>Compares byte by byte.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Compares byte by byte.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);
}
