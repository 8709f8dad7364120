using System.Buffers.Binary;
using System.Collections.Immutable;
using Imaginator.Linux.KernelPrograms;
using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Prevents all processes of a control group (version 2) from connecting to some TCP ports, with an eBPF program that
/// the kernel runs at every <c>connect</c>. The filter exists as long as the group, independently of this object.
/// </summary>
public sealed class ConnectFilter : IDisposable
{
    private const int SocketAddressProgram = 18; // BPF_PROG_TYPE_CGROUP_SOCK_ADDR
    private const int ConnectIPv4 = 10; // BPF_CGROUP_INET4_CONNECT
    private const int ConnectIPv6 = 11; // BPF_CGROUP_INET6_CONNECT

    // Of struct bpf_sock_addr.
    private const short IPv4Offset = 4; // in network order
    private const short IPv6Offset = 8; // in network order
    private const short PortOffset = 24; // 16 bits in network order
    private const short ProtocolOffset = 36;

    private const int WordsOfIPv6 = 4;
    private const short WordSize = 4;
    private const short KeyOffset = -RefusalMap.KeySize;

    private readonly RefusalMap _refusals;

    private ConnectFilter(RefusalMap refusals) => _refusals = refusals;

    /// <summary>Denies ports to a group; connecting to them fails with EPERM.</summary>
    /// <exception cref="LinuxException">The kernel refuses or does not support such programs.</exception>
    public static ConnectFilter Deny(string group, ImmutableArray<int> ports)
    {
        using var directory = DirectoryHandle.OpenHost(group);
        using var file = directory.OpenAsFile();
        var refusals = new RefusalMap();
        try
        {
            foreach (var attachType in (ReadOnlySpan<int>)[ConnectIPv4, ConnectIPv6])
            {
                using var program = KernelProgramCalls.Load(
                    SocketAddressProgram, attachType, Assemble(ports, refusals, isIPv4: attachType == ConnectIPv4));
                KernelProgramCalls.AttachToGroup(file, program, attachType);
            }

            return new ConnectFilter(refusals);
        }
        catch
        {
            refusals.Dispose();
            throw;
        }
    }

    /// <summary>Reads the refusals so far: the first 64, in no order.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public IReadOnlyList<RefusedConnection> ReadRefusals() => _refusals.Read();

    /// <summary>Ends the record of refusals; the filter remains.</summary>
    public void Dispose() => _refusals.Dispose();

    private static ulong[] Assemble(ImmutableArray<int> ports, RefusalMap refusals, bool isIPv4)
    {
        var program = new KernelAssembler();
        program.Move(Register.R6, Register.R1);
        program.Load(Register.R7, Register.R6, PortOffset);
        foreach (var port in ports)
        {
            program.JumpIfEqual(Register.R7, NetworkOrder((ushort)port), $"refuse {port}");
        }

        program.Move(Register.R0, 1);
        program.Exit();
        foreach (var port in ports.Distinct())
        {
            program.Label($"refuse {port}");
            program.StoreConstant(Register.Frame, KeyOffset + (WordsOfIPv6 * WordSize), (uint)port);
            program.Jump("refuse");
        }

        program.Label("refuse");
        AppendAddress(program, isIPv4);
        program.Load(Register.R2, Register.R6, ProtocolOffset);
        program.Store(Register.Frame, KeyOffset + (WordsOfIPv6 * WordSize) + WordSize, Register.R2);
        refusals.AppendRecording(program, KeyOffset);
        program.Move(Register.R0, 0);
        program.Exit();
        return program.Assemble();
    }

    /// <summary>Writes the address to the key; IPv4 as <c>::ffff:0:0/96</c>.</summary>
    private static void AppendAddress(KernelAssembler program, bool isIPv4)
    {
        program.StoreConstant(Register.Frame, KeyOffset, 0);
        program.StoreConstant(Register.Frame, KeyOffset + WordSize, 0);
        program.StoreConstant(Register.Frame, KeyOffset + (2 * WordSize), BitConverter.IsLittleEndian ? 0xFFFF0000 : 0x0000FFFF);
        for (var i = isIPv4 ? WordsOfIPv6 - 1 : 0; i < WordsOfIPv6; i++)
        {
            program.Load(Register.R2, Register.R6, (short)(isIPv4 ? IPv4Offset : IPv6Offset + (i * WordSize)));
            program.Store(Register.Frame, (short)(KeyOffset + (i * WordSize)), Register.R2);
        }
    }

    private static uint NetworkOrder(ushort port) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port;
}
