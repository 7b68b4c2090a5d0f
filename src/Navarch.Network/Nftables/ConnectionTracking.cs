using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Navarch.Network.Nftables;

/// <summary>
/// The kernel's table of flows, over netlink. Rules are only asked about a flow's first packet: a UDP client that keeps sending from one
/// port would go on reaching an endpoint that is gone, so its flow has to be forgotten.
/// It stays in the network namespace of the thread that opened it. Not safe for concurrent use.
/// </summary>
public sealed partial class ConnectionTracking : IDisposable
{
    private const int NetlinkFamily = 16;
    private const int RawSocket = 3;
    private const int Netfilter = 12;
    private const int CloseOnExec = 0x80000;
    private const ushort New = 0x100;
    private const ushort Get = 0x101;
    private const ushort Delete = 0x102;
    private const ushort Done = 3;
    private const ushort Error = 2;
    private const int HeaderSize = 20;
    private const byte Udp = 17;
    private const byte Unspecified = 0;
    private const byte V4 = 2;
    private const byte V6 = 10;

    private readonly SafeFileHandle socket;

    private ConnectionTracking(SafeFileHandle socket) => this.socket = socket;

    /// <summary>Opens the table of the calling thread's network namespace. Throws <see cref="Win32Exception"/> when the kernel refuses.</summary>
    public static ConnectionTracking Open()
    {
        var handle = new SafeFileHandle(OpenSocket(NetlinkFamily, RawSocket | CloseOnExec, Netfilter), ownsHandle: true);
        return handle.IsInvalid ? throw new Win32Exception(Marshal.GetLastPInvokeError(), "cannot open a netlink socket") : new(handle);
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    /// <summary>Forgets every UDP flow for which <paramref name="stale"/> holds and returns how many there were. Throws <see cref="Win32Exception"/> when the kernel refuses.</summary>
    public int Forget(Func<UdpFlow, bool> stale)
    {
        Send(Message(Get, 0x301, Unspecified, []));
        List<(byte Family, byte[] Tuple)> found = [];
        Receive((type, body) =>
        {
            if (type == New && Read(body, out var tuple) is { } flow && stale(flow))
            {
                found.Add((flow.Destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? V6 : V4, tuple));
            }
        });
        foreach (var (family, tuple) in found)
        {
            Send(Message(Delete, 0x5, family, tuple));
            Receive((_, _) => { });
        }

        return found.Count;
    }

    // A netlink header, the netfilter header (family, version, resource), and attributes.
    private static byte[] Message(ushort type, ushort flags, byte family, byte[] attributes)
    {
        var message = new byte[HeaderSize + attributes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        message[16] = family;
        attributes.CopyTo(message, HeaderSize);
        return message;
    }

    private void Send(byte[] message)
    {
        if (SendBytes(socket, message, message.Length, 0) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "cannot ask for the table of flows");
        }
    }

    /// <summary>Hands over messages until the end of the answer: a "done" of a dump, or an acknowledgement.</summary>
    private void Receive(Action<ushort, byte[]> take)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var count = (int)ReceiveBytes(socket, buffer, buffer.Length, 0);
            if (count < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "cannot read the table of flows");
            }

            for (var at = 0; at + 16 <= count;)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
                var type = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + 4));
                if (type is Done or Error || length < 16)
                {
                    var code = type == Error ? -BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + 16)) : 0;
                    // 2: the flow ended by itself in between.
                    if (code is not 0 and not 2)
                    {
                        throw new Win32Exception(code, "the kernel refused access to the table of flows");
                    }

                    return;
                }

                take(type, buffer.AsSpan(at + HeaderSize, Math.Max(0, length - HeaderSize)).ToArray());
                at += (length + 3) & ~3;
            }
        }
    }

    private static UdpFlow? Read(ReadOnlySpan<byte> body, out byte[] tuple)
    {
        tuple = [];
        IPEndPoint? destination = null;
        IPEndPoint? server = null;
        while (TryNext(ref body, out var kind, out var value, out var whole))
        {
            switch (kind)
            {
                case 1:
                    tuple = whole.ToArray();
                    destination = Side(value, address: 2, port: 3);
                    break;
                case 2:
                    server = Side(value, address: 1, port: 2);
                    break;
            }
        }

        return destination is null || server is null ? null : new(destination, server);
    }

    /// <summary>One side of a tuple; null when it is not UDP. Addresses are attributes 1, 2 (IPv4) and 3, 4 (IPv6), ports 2 and 3.</summary>
    private static IPEndPoint? Side(ReadOnlySpan<byte> tuple, int address, int port)
    {
        IPAddress? found = null;
        var number = -1;
        while (TryNext(ref tuple, out var kind, out var value, out _))
        {
            var inner = value;
            while (TryNext(ref inner, out var part, out var content, out _))
            {
                if (kind == 1 && (part == address || part == address + 2))
                {
                    found = new(content);
                }
                else if (kind == 2 && part == 1 && content[0] != Udp)
                {
                    return null;
                }
                else if (kind == 2 && part == port)
                {
                    number = BinaryPrimitives.ReadUInt16BigEndian(content);
                }
            }
        }

        return found is null || number < 0 ? null : new(found, number);
    }

    private static bool TryNext(ref ReadOnlySpan<byte> attributes, out int kind, out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> whole)
    {
        kind = 0;
        value = whole = default;
        if (attributes.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
        if (length < 4 || length > attributes.Length)
        {
            return false;
        }

        kind = BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & 0x3FFF;
        whole = attributes[..length];
        value = attributes[4..length];
        attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        return true;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenSocket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SendBytes(SafeFileHandle socket, byte[] buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReceiveBytes(SafeFileHandle socket, [Out] byte[] buffer, nint length, int flags);
}
