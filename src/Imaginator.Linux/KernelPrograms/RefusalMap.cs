using System.Buffers.Binary;
using System.Net;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.KernelPrograms;

/// <summary>
/// The connections that a program in the kernel refused: a map that the program fills and that this process reads. It holds the
/// first few; the others are refused without a record.
/// </summary>
internal sealed class RefusalMap : IDisposable
{
    /// <summary>Of a key on the stack of a program, from its start.</summary>
    public const short KeySize = 24;

    private const int HashMap = 1; // BPF_MAP_TYPE_HASH
    private const int AllocateOnUse = 1; // BPF_F_NO_PREALLOC
    private const int ValueSize = 8;
    private const int MaximumEntries = 64;
    private const int AddressSize = 16;
    private const int ProtocolOffset = 20;
    private const int DatagramProtocol = 17; // IPPROTO_UDP

    private readonly SafeFileHandle _map = KernelProgramCalls.CreateMap(HashMap, KeySize, ValueSize, MaximumEntries, AllocateOnUse);

    /// <summary>
    /// Appends the instructions that record a refusal. The key on the stack is the address as IPv6 in network order (16 bytes), the
    /// port as a number and the protocol (4 bytes each).
    /// </summary>
    public void AppendRecording(KernelAssembler program, short keyOffset)
    {
        var valueOffset = (short)(keyOffset - ValueSize);
        program.StoreConstant(Register.Frame, valueOffset, 0);
        program.StoreConstant(Register.Frame, (short)(valueOffset + sizeof(int)), 0);
        program.MoveMap(Register.R1, _map);
        program.MoveStackAddress(Register.R2, keyOffset);
        program.MoveStackAddress(Register.R3, valueOffset);
        program.Move(Register.R4, 0);
        program.Call(KernelHelper.UpdateElement);
    }

    /// <summary>Reads all refusals, in no order.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public IReadOnlyList<RefusedConnection> Read()
    {
        var refusals = new List<RefusedConnection>();
        if (_map.IsClosed)
        {
            return refusals; // A command that was killed with its sandbox has no more of them.
        }

        var key = new byte[KeySize];
        byte[] previous = [];
        while (refusals.Count < MaximumEntries && KernelProgramCalls.TryReadNextKey(_map, previous, key))
        {
            var address = new IPAddress(key.AsSpan(0, AddressSize));
            var port = BinaryPrimitives.ReadInt32LittleEndian(key.AsSpan(AddressSize));
            refusals.Add(new RefusedConnection(
                new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port & ushort.MaxValue),
                BinaryPrimitives.ReadInt32LittleEndian(key.AsSpan(ProtocolOffset)) == DatagramProtocol));
            previous = [.. key];
        }

        return refusals;
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();
}
