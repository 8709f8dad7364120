using System.Buffers;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Classifies connections by their first bytes.</summary>
internal static class FirstBytes
{
    /// <summary>The first byte of a TLS record with a client hello.</summary>
    private const byte TlsHandshake = 0x16;

    private static ReadOnlySpan<byte> Connect => "CONNECT "u8;

    public static ConnectionKind Classify(ReadOnlySequence<byte> bytes)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(bytes.Length, Connect.Length)];
        bytes.Slice(0, head.Length).CopyTo(head);
        if (head.IsEmpty)
        {
            return ConnectionKind.Unknown;
        }

        if (head[0] == TlsHandshake)
        {
            return ConnectionKind.Https;
        }

        if (!Connect.StartsWith(head))
        {
            return ConnectionKind.Http;
        }

        return head.Length == Connect.Length ? ConnectionKind.Srpc : ConnectionKind.Unknown;
    }
}
