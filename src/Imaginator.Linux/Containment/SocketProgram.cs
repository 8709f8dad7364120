namespace Imaginator.Linux.Containment;

/// <summary>
/// Assembles an eBPF program that the kernel runs when a socket of a control group is given an address
/// (<c>BPF_PROG_TYPE_CGROUP_SOCK_ADDR</c>).
/// </summary>
/// <remarks>
/// The registers of eBPF: 0 is the result of a call and of the program, 1 to 5 are arguments and are lost by a call, 6 to 9
/// survive calls, 10 is the end of the stack.
/// </remarks>
internal sealed class SocketProgram
{
    public const byte Result = 0;
    public const byte Context = 6; // where Begin() puts the argument of the program
    public const byte Stack = 10;

    public const int LookUpElement = 1; // BPF_FUNC_map_lookup_elem
    public const int UpdateElement = 2; // BPF_FUNC_map_update_elem
    public const int SocketCookie = 46; // BPF_FUNC_get_socket_cookie
    public const int LookUpUdpSocket = 85; // BPF_FUNC_sk_lookup_udp
    public const int ReleaseSocket = 86; // BPF_FUNC_sk_release

    private const byte MapDescriptor = 1; // BPF_PSEUDO_MAP_FD

    private readonly List<ulong> _instructions = [];
    private readonly List<(int At, string Label)> _jumps = [];
    private readonly Dictionary<string, int> _labels = [];

    /// <summary>Saves the argument of the program, which a call would destroy.</summary>
    public void Begin() => Copy(Context, 1);

    /// <summary>Names the next instruction.</summary>
    public void Label(string name) => _labels[name] = _instructions.Count;

    /// <summary>Loads 32 bits from memory.</summary>
    public void Load(byte target, byte address, short offset) => Add(0x61, target, address, offset); // BPF_LDX | BPF_MEM | BPF_W

    /// <summary>Stores 32 bits of a register in memory.</summary>
    public void Store(byte address, short offset, byte source) => Add(0x63, address, source, offset); // BPF_STX | BPF_MEM | BPF_W

    /// <summary>Stores 64 bits of a register in memory.</summary>
    public void StoreLong(byte address, short offset, byte source) => Add(0x7B, address, source, offset); // BPF_STX | BPF_MEM | BPF_DW

    /// <summary>Sets a register to a constant of 32 bits, without a sign.</summary>
    public void Set(byte target, uint value) => Add(0xB4, target, 0, 0, (int)value); // BPF_ALU | BPF_MOV | BPF_K

    /// <summary>Sets a register to a constant with a sign, in 64 bits.</summary>
    public void SetSigned(byte target, int value) => Add(0xB7, target, 0, 0, value); // BPF_ALU64 | BPF_MOV | BPF_K

    /// <summary>Copies a register.</summary>
    public void Copy(byte target, byte source) => Add(0xBF, target, source, 0); // BPF_ALU64 | BPF_MOV | BPF_X

    /// <summary>Adds a constant to a register.</summary>
    public void Increase(byte target, int value) => Add(0x07, target, 0, 0, value); // BPF_ALU64 | BPF_ADD | BPF_K

    /// <summary>Keeps only some bits of a register.</summary>
    public void Mask(byte target, int bits) => Add(0x57, target, 0, 0, bits); // BPF_ALU64 | BPF_AND | BPF_K

    /// <summary>Sets a register to a map.</summary>
    public void SetMap(byte target, int descriptor)
    {
        Add(0x18, target, MapDescriptor, 0, descriptor); // BPF_LD | BPF_IMM | BPF_DW, which is two instructions long
        Add(0, 0, 0, 0);
    }

    /// <summary>Calls a function of the kernel.</summary>
    public void Call(int function) => Add(0x85, 0, 0, 0, function); // BPF_JMP | BPF_CALL

    /// <summary>Continues at a label.</summary>
    public void GoTo(string label) => Jump(0x05, 0, label, 0); // BPF_JMP | BPF_JA

    /// <summary>Continues at a label if the low 32 bits of a register equal a constant.</summary>
    public void IfEqual(byte register, uint value, string label) => Jump(0x16, register, label, (int)value); // BPF_JMP32 | BPF_JEQ | BPF_K

    /// <summary>Continues at a label if the low 32 bits of a register differ from a constant.</summary>
    public void IfDifferent(byte register, uint value, string label) => Jump(0x56, register, label, (int)value); // BPF_JMP32 | BPF_JNE | BPF_K

    /// <summary>Continues at a label if a pointer is null.</summary>
    public void IfNull(byte register, string label) => Jump(0x15, register, label, 0); // BPF_JMP | BPF_JEQ | BPF_K

    /// <summary>Ends the program: the call goes on.</summary>
    public void Allow()
    {
        SetSigned(Result, 1);
        Add(0x95, 0, 0, 0); // BPF_JMP | BPF_EXIT
    }

    /// <summary>The instructions, with the distances of all jumps.</summary>
    public ulong[] ToArray()
    {
        foreach (var (at, label) in _jumps)
        {
            _instructions[at] |= (ulong)(ushort)(short)(_labels[label] - at - 1) << 16;
        }

        return [.. _instructions];
    }

    private void Jump(byte code, byte register, string label, int constant)
    {
        _jumps.Add((_instructions.Count, label));
        Add(code, register, 0, 0, constant);
    }

    /// <summary><c>struct bpf_insn</c>: code 8 bits, target and source register 4 bits each, offset 16, constant 32.</summary>
    private void Add(byte code, byte target, byte source, short offset, int constant = 0) => _instructions.Add(
        code | ((ulong)target << 8) | ((ulong)source << 12) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)constant << 32));
}
