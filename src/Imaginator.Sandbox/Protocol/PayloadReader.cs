using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Imaginator.Files;

namespace Imaginator.Sandbox.Protocol;

/// <summary>Decodes a payload. A length is checked against the available bytes before it is used.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public byte ReadByte() => Take(1)[0];

    /// <exception cref="ProtocolException">The byte is neither 0 nor 1, or is missing.</exception>
    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new ProtocolException($"{other} is not a truth value"),
    };

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public string ReadString() => FileName.Decode(Take(ReadInt32()));

    public ImmutableArray<string> ReadStrings()
    {
        var count = ReadCount();
        var texts = ImmutableArray.CreateBuilder<string>(count);
        for (var i = 0; i < count; i++)
        {
            texts.Add(ReadString());
        }

        return texts.MoveToImmutable();
    }

    /// <summary>Reads a number of elements, each of at least four bytes.</summary>
    public int ReadCount()
    {
        var count = ReadInt32();
        if (count < 0 || count > _rest.Length / sizeof(int))
        {
            ThrowTruncated();
        }

        return count;
    }

    /// <summary>Reads all remaining bytes.</summary>
    public byte[] ReadRest() => Take(_rest.Length).ToArray();

    /// <summary>Checks that no bytes remain.</summary>
    /// <exception cref="ProtocolException">Bytes remain.</exception>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw new ProtocolException($"a message has {_rest.Length} bytes too many");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            ThrowTruncated();
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    [DoesNotReturn]
    private static void ThrowTruncated() => throw new ProtocolException("a message ends too early");
}
