namespace Imaginator.Linux.Containment;

/// <summary>
/// Instructions of the classic packet filter as seccomp runs them: <c>struct sock_filter</c> (code 16 bits, two distances
/// of 8 bits, constant of 32 bits) in one number.
/// </summary>
internal static class Bpf
{
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpAlways = 0x05; // BPF_JMP | BPF_JA
    private const ushort JumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort JumpIfAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort JumpIfAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private const ushort ReturnConstant = 0x06; // BPF_RET | BPF_K
    private const uint ActionAllow = 0x7FFF0000; // SECCOMP_RET_ALLOW
    private const uint ActionFail = 0x00050000; // SECCOMP_RET_ERRNO

    /// <summary>The call is made.</summary>
    public static ulong Allow => Encode(ReturnConstant, ActionAllow);

    /// <summary>The call fails with an error number.</summary>
    public static ulong Fail(uint error) => Encode(ReturnConstant, ActionFail | error);

    /// <summary>Loads four bytes of what is known of the call.</summary>
    public static ulong Load(uint offset) => Encode(LoadWord, offset);

    /// <summary>Skips some instructions.</summary>
    public static ulong Skip(uint count) => Encode(JumpAlways, count);

    /// <summary>Goes on after <paramref name="skip"/> instructions if what was loaded equals the value.</summary>
    public static ulong IfEqual(uint value, byte skipOtherwise, byte skip = 0) =>
        Encode(JumpIfEqual, value, skip, skipOtherwise);

    /// <summary>Goes on with the next instruction if what was loaded is at least the value.</summary>
    public static ulong IfAtLeast(uint value, byte skipOtherwise) => Encode(JumpIfAtLeast, value, 0, skipOtherwise);

    /// <summary>Goes on with the next instruction if what was loaded has one of the bits.</summary>
    public static ulong IfAnyBit(uint bits, byte skipOtherwise) => Encode(JumpIfAnyBit, bits, 0, skipOtherwise);

    private static ulong Encode(ushort code, uint constant, byte skipIfTrue = 0, byte skipIfFalse = 0) =>
        code | ((ulong)skipIfTrue << 16) | ((ulong)skipIfFalse << 24) | ((ulong)constant << 32);
}
