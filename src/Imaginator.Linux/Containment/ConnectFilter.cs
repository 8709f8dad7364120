using System.Buffers.Binary;
using System.Collections.Immutable;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Prevents all processes of a control group (version 2) from connecting to some TCP ports, with an eBPF program that
/// the kernel runs at every <c>connect</c>. The filter exists as long as the group.
/// </summary>
public static unsafe class ConnectFilter
{
    private const int LoadProgram = 5; // BPF_PROG_LOAD
    private const int AttachProgram = 8; // BPF_PROG_ATTACH
    private const int SocketAddressProgram = 18; // BPF_PROG_TYPE_CGROUP_SOCK_ADDR
    private const int AllowMulti = 2; // BPF_F_ALLOW_MULTI: programs of groups above still run
    private const int ConnectIPv4 = 10; // BPF_CGROUP_INET4_CONNECT
    private const int ConnectIPv6 = 11; // BPF_CGROUP_INET6_CONNECT
    private const int UserPortOffset = 24; // of user_port in struct bpf_sock_addr, in network order

    private const byte LoadWord = 0x61; // BPF_LDX | BPF_MEM | BPF_W
    private const byte JumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const byte Move = 0xB7; // BPF_ALU64 | BPF_MOV | BPF_K
    private const byte Exit = 0x95; // BPF_JMP | BPF_EXIT
    private const byte Result = 0;
    private const byte Context = 1;
    private const byte Port = 2;

    private struct LoadAttributes
    {
        public int Type;
        public int InstructionCount;
        public ulong* Instructions;
        public byte* License;
        public int LogLevel;
        public int LogSize;
        public byte* Log;
        public int KernelVersion;
        public int Flags;
        public fixed byte Name[16];
        public int InterfaceIndex;
        public int ExpectedAttachType;
    }

    private struct AttachAttributes
    {
        public int Group;
        public int Program;
        public int AttachType;
        public int Flags;
    }

    /// <summary>Denies ports to a group; connecting to them fails with EPERM.</summary>
    /// <exception cref="LinuxException">The kernel refuses or does not support such programs.</exception>
    public static void Deny(string group, ImmutableArray<int> ports)
    {
        using var directory = DirectoryHandle.OpenHost(group);
        using var file = directory.OpenAsFile();
        var program = Assemble(ports);
        Attach(file, program, ConnectIPv4);
        Attach(file, program, ConnectIPv6);
    }

    internal static ulong[] Assemble(ImmutableArray<int> ports)
    {
        var program = new List<ulong> { Encode(LoadWord, Port, Context, UserPortOffset, 0) };
        for (var i = 0; i < ports.Length; i++)
        {
            // To the second to last instruction.
            var distance = ports.Length - i - 1 + 2;
            var port = BinaryPrimitives.ReverseEndianness((ushort)ports[i]);
            program.Add(Encode(JumpIfEqual, Port, 0, (short)distance, port));
        }

        program.AddRange(
            [Encode(Move, Result, 0, 0, 1), Encode(Exit, 0, 0, 0, 0), Encode(Move, Result, 0, 0, 0), Encode(Exit, 0, 0, 0, 0)]);
        return [.. program];
    }

    private static void Attach(SafeFileHandle group, ulong[] program, int attachType)
    {
        LoadAttributes load = default;
        load.Type = SocketAddressProgram;
        load.ExpectedAttachType = attachType;
        fixed (ulong* instructions = program)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            load.Instructions = instructions;
            load.InstructionCount = program.Length;
            load.License = license;
            var descriptor = (int)NativeCall.Syscall(SyscallNumbers.Bpf, LoadProgram, (nint)(&load), sizeof(LoadAttributes));
            NativeCall.ThrowIfFailed(descriptor, "bpf BPF_PROG_LOAD", "");
            using var loaded = new SafeFileHandle(descriptor, ownsHandle: true);
            AttachAttributes attach;
            attach.Group = FileHandles.Descriptor(group);
            attach.Program = descriptor;
            attach.AttachType = attachType;
            attach.Flags = AllowMulti;
            var result = (int)NativeCall.Syscall(SyscallNumbers.Bpf, AttachProgram, (nint)(&attach), sizeof(AttachAttributes));
            NativeCall.ThrowIfFailed(result, "bpf BPF_PROG_ATTACH", "");
        }
    }

    /// <summary><c>struct bpf_insn</c>: code 8 bits, target and source register 4 bits each, offset 16, constant 32.</summary>
    private static ulong Encode(byte code, byte target, byte source, short offset, int constant) =>
        code | ((ulong)target << 8) | ((ulong)source << 12) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)constant << 32);
}
