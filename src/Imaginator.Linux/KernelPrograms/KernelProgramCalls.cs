using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.KernelPrograms;

/// <summary>The commands of <c>bpf(2)</c> that load programs into the kernel and exchange data with them.</summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
internal static unsafe class KernelProgramCalls
{
    private const int CreateMapCommand = 0; // BPF_MAP_CREATE
    private const int UpdateCommand = 2; // BPF_MAP_UPDATE_ELEM
    private const int NextKeyCommand = 4; // BPF_MAP_GET_NEXT_KEY
    private const int LoadCommand = 5; // BPF_PROG_LOAD
    private const int MaximumLoadAttempts = 20;
    private const int AttachCommand = 8; // BPF_PROG_ATTACH
    private const int LinkCommand = 28; // BPF_LINK_CREATE
    private const int AllowMulti = 2; // BPF_F_ALLOW_MULTI: programs of groups above still run

    private struct MapAttributes
    {
        public int Type;
        public int KeySize;
        public int ValueSize;
        public int MaximumEntries;
        public int Flags;
    }

    private struct ElementAttributes
    {
        public int Map;
        public int Padding;
        public byte* Key;
        public byte* Value;
        public ulong Flags;
    }

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
        public int Target;
        public int Program;
        public int AttachType;
        public int Flags;
    }

    private struct LinkAttributes
    {
        public int Program;
        public int Target;
        public int AttachType;
        public int Flags;
    }

    /// <summary>Creates a map.</summary>
    public static SafeFileHandle CreateMap(int type, int keySize, int valueSize, int maximumEntries, int flags)
    {
        var attributes = new MapAttributes
        {
            Type = type, KeySize = keySize, ValueSize = valueSize, MaximumEntries = maximumEntries, Flags = flags,
        };
        return Owned(Call(CreateMapCommand, &attributes, sizeof(MapAttributes), "bpf BPF_MAP_CREATE"));
    }

    /// <summary>Sets an entry of a map.</summary>
    public static void Update(SafeFileHandle map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyPointer = key)
        fixed (byte* valuePointer = value)
        {
            var attributes = new ElementAttributes { Map = FileHandles.Descriptor(map), Key = keyPointer, Value = valuePointer };
            Call(UpdateCommand, &attributes, sizeof(ElementAttributes), "bpf BPF_MAP_UPDATE_ELEM");
        }
    }

    /// <summary>Reads the key after a key; the first one if the given key is empty. False at the end.</summary>
    public static bool TryReadNextKey(SafeFileHandle map, ReadOnlySpan<byte> key, Span<byte> next)
    {
        fixed (byte* keyPointer = key)
        fixed (byte* nextPointer = next)
        {
            var attributes = new ElementAttributes { Map = FileHandles.Descriptor(map), Key = keyPointer, Value = nextPointer };
            var result = NativeCall.Syscall(SyscallNumbers.Bpf, NextKeyCommand, (nint)(&attributes), sizeof(ElementAttributes));
            if (result < 0 && NativeCall.LastError == Errno.ENOENT)
            {
                return false;
            }

            NativeCall.ThrowIfFailed((int)result, "bpf BPF_MAP_GET_NEXT_KEY", "");
            return true;
        }
    }

    /// <summary>Loads a program.</summary>
    public static SafeFileHandle Load(int type, int attachType, ReadOnlySpan<ulong> program)
    {
        LoadAttributes attributes = default;
        attributes.Type = type;
        attributes.ExpectedAttachType = attachType;
        fixed (ulong* instructions = program)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            attributes.Instructions = instructions;
            attributes.InstructionCount = program.Length;
            attributes.License = license;
            return Owned(Load(&attributes, sizeof(LoadAttributes)));
        }
    }

    /// <summary>
    /// Loads a program that attributes describe. The kernel gives up the verification (EAGAIN) if a signal arrives, such as those of the
    /// runtime.
    /// </summary>
    /// <returns>The descriptor.</returns>
    public static int Load(void* attributes, int size)
    {
        for (var attempt = 1; ; attempt++)
        {
            var descriptor = (int)NativeCall.Syscall(SyscallNumbers.Bpf, LoadCommand, (nint)attributes, size);
            if (descriptor >= 0 || NativeCall.LastError != Errno.EAGAIN || attempt == MaximumLoadAttempts)
            {
                NativeCall.ThrowIfFailed(descriptor, "bpf BPF_PROG_LOAD", "");
                return descriptor;
            }
        }
    }

    /// <summary>Attaches a program to a control group, for as long as the group exists.</summary>
    public static void AttachToGroup(SafeFileHandle group, SafeFileHandle program, int attachType)
    {
        var attributes = new AttachAttributes
        {
            Target = FileHandles.Descriptor(group),
            Program = FileHandles.Descriptor(program),
            AttachType = attachType,
            Flags = AllowMulti,
        };
        Call(AttachCommand, &attributes, sizeof(AttachAttributes), "bpf BPF_PROG_ATTACH");
    }

    /// <summary>Attaches a program to a namespace, until the returned handle is closed.</summary>
    public static SafeFileHandle Link(SafeFileHandle target, SafeFileHandle program, int attachType)
    {
        var attributes = new LinkAttributes
        {
            Program = FileHandles.Descriptor(program), Target = FileHandles.Descriptor(target), AttachType = attachType,
        };
        return Owned(Call(LinkCommand, &attributes, sizeof(LinkAttributes), "bpf BPF_LINK_CREATE"));
    }

    private static int Call(int command, void* attributes, int size, string name)
    {
        var result = (int)NativeCall.Syscall(SyscallNumbers.Bpf, command, (nint)attributes, size);
        NativeCall.ThrowIfFailed(result, name, "");
        return result;
    }

    private static SafeFileHandle Owned(int descriptor) => new(descriptor, ownsHandle: true);
}
