using Microsoft.Win32.SafeHandles;
using Imaginator.Linux.Trees;

namespace Imaginator.Linux.KernelPrograms;

/// <summary>
/// Assembles an eBPF program. Jumps name a label, which can be defined later; the kernel's verifier refuses jumps backwards.
/// </summary>
internal sealed class KernelAssembler
{
    private const byte LoadMemory = 0x61; // BPF_LDX | BPF_MEM | BPF_W
    private const byte StoreRegister = 0x63; // BPF_STX | BPF_MEM | BPF_W
    private const byte StoreConstantWord = 0x62; // BPF_ST | BPF_MEM | BPF_W
    private const byte LoadMap = 0x18; // BPF_LD | BPF_IMM | BPF_DW
    private const byte MapDescriptor = 1; // BPF_PSEUDO_MAP_FD
    private const byte MoveRegister = 0xBF; // BPF_ALU64 | BPF_MOV | BPF_X
    private const byte MoveConstant = 0xB7; // BPF_ALU64 | BPF_MOV | BPF_K
    private const byte AddConstant = 0x07; // BPF_ALU64 | BPF_ADD | BPF_K
    private const byte AndConstant = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private const byte ToBigEndian = 0xDC; // BPF_ALU | BPF_END | BPF_TO_BE
    private const byte JumpAlways = 0x05; // BPF_JMP | BPF_JA
    private const byte JumpIfEqualWord = 0x16; // BPF_JMP32 | BPF_JEQ | BPF_K
    private const byte JumpIfNotEqualWord = 0x56; // BPF_JMP32 | BPF_JNE | BPF_K
    private const byte JumpIfEqualLong = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const byte CallHelper = 0x85; // BPF_JMP | BPF_CALL
    private const byte ExitProgram = 0x95; // BPF_JMP | BPF_EXIT

    private readonly List<ulong> _instructions = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<(int Position, string Label)> _jumps = [];

    /// <summary>Loads 4 bytes.</summary>
    public void Load(Register target, Register address, short offset) => Emit(LoadMemory, target, address, offset, 0);

    /// <summary>Stores the lower 4 bytes of a register.</summary>
    public void Store(Register address, short offset, Register source) => Emit(StoreRegister, address, source, offset, 0);

    /// <summary>Stores 4 bytes.</summary>
    public void StoreConstant(Register address, short offset, uint constant) =>
        Emit(StoreConstantWord, address, Register.R0, offset, constant);

    public void Move(Register target, Register source) => Emit(MoveRegister, target, source, 0, 0);

    public void Move(Register target, int constant) => Emit(MoveConstant, target, Register.R0, 0, (uint)constant);

    /// <summary>Sets a register to an address on the stack.</summary>
    public void MoveStackAddress(Register target, short offset)
    {
        Move(target, Register.Frame);
        Emit(AddConstant, target, Register.R0, 0, (uint)offset);
    }

    /// <summary>Sets a register to a map.</summary>
    public void MoveMap(Register target, SafeFileHandle map)
    {
        Emit(LoadMap, target, (Register)MapDescriptor, 0, (uint)FileHandles.Descriptor(map));
        _instructions.Add(0);
    }

    /// <summary>Keeps the bits of a mask of 32 bits, and clears the upper half.</summary>
    public void And(Register target, uint mask) => Emit(AndConstant, target, Register.R0, 0, mask);

    /// <summary>Converts 32 bits between network order and the order of this machine.</summary>
    public void Swap(Register target) => Emit(ToBigEndian, target, Register.R0, 0, 32);

    public void Jump(string label) => EmitJump(JumpAlways, Register.R0, 0, label);

    /// <summary>Jumps if the lower 32 bits equal a constant.</summary>
    public void JumpIfEqual(Register register, uint constant, string label) =>
        EmitJump(JumpIfEqualWord, register, constant, label);

    /// <summary>Jumps if the lower 32 bits do not equal a constant.</summary>
    public void JumpIfNotEqual(Register register, uint constant, string label) =>
        EmitJump(JumpIfNotEqualWord, register, constant, label);

    /// <summary>Jumps if all 64 bits are 0, as the verifier requires for pointers.</summary>
    public void JumpIfNull(Register register, string label) => EmitJump(JumpIfEqualLong, register, 0, label);

    public void Call(int helper) => Emit(CallHelper, Register.R0, Register.R0, 0, (uint)helper);

    public void Exit() => Emit(ExitProgram, Register.R0, Register.R0, 0, 0);

    /// <summary>Defines a label at the next instruction.</summary>
    public void Label(string label) => _labels.Add(label, _instructions.Count);

    /// <summary>Gets the program.</summary>
    public ulong[] Assemble()
    {
        foreach (var (position, label) in _jumps)
        {
            // Relative to the following instruction.
            _instructions[position] |= (ulong)(ushort)(short)(_labels[label] - position - 1) << 16;
        }

        _jumps.Clear();
        return [.. _instructions];
    }

    private void EmitJump(byte code, Register register, uint constant, string label)
    {
        _jumps.Add((_instructions.Count, label));
        Emit(code, register, Register.R0, 0, constant);
    }

    /// <summary><c>struct bpf_insn</c>: code 8 bits, target and source register 4 bits each, offset 16, constant 32.</summary>
    private void Emit(byte code, Register target, Register source, short offset, uint constant) => _instructions.Add(
        code | ((ulong)target << 8) | ((ulong)source << 12) | ((ulong)(ushort)offset << 16) | ((ulong)constant << 32));
}
