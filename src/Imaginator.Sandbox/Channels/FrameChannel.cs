using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Channels;

/// <summary>The frames on standard input and output.</summary>
internal sealed class FrameChannel : IDisposable
{
    private const string Name = "the connection of the sandbox";

    private readonly SafeFileHandle _output = new(1, ownsHandle: false);

    /// <summary>Readable when a frame has arrived or the input has ended.</summary>
    public SafeFileHandle Input { get; } = new(0, ownsHandle: false);

    /// <summary>Waits for a frame and reads no byte beyond it.</summary>
    /// <returns>The frame; null if the other side has closed the connection.</returns>
    /// <exception cref="ProtocolException">The input is not a frame.</exception>
    public (FrameType Type, byte[] Payload)? Read()
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        if (!Fill(bytes))
        {
            return null;
        }

        var header = FrameHeader.Decode(bytes);
        var payload = new byte[header.Length];
        return Fill(payload) ? (header.Type, payload) : null;
    }

    /// <summary>Waits for a frame of a given type.</summary>
    /// <returns>The payload; null if the other side has closed the connection.</returns>
    /// <exception cref="ProtocolException">A frame of another type arrived.</exception>
    public byte[]? Read(FrameType type)
    {
        if (Read() is not var (actual, payload))
        {
            return null;
        }

        return actual == type
            ? payload
            : throw new ProtocolException($"a frame of type {(byte)actual} was received; {type} was expected");
    }

    /// <summary>Sends a frame and waits until the other side accepts it.</summary>
    public void Write(ReadOnlyMemory<byte> frame) => Descriptors.Write(_output, frame.Span, Name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        _output.Dispose();
    }

    private bool Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Descriptors.Read(Input, bytes, Name) is not (> 0 and var count))
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }
}
