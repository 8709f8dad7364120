namespace Imaginator.Linux.Containment;

/// <summary>
/// Instructions of the classic packet filter in seccomp's form: <c>struct sock_filter</c> (code of 16 bits, two jump
/// distances of 8 bits, constant of 32 bits) in one number.
/// </summary>
internal static class Bpf
{
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpAlways = 0x05; // BPF_JMP | BPF_JA
    private const ushort JumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort JumpIfAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort JumpIfAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private const ushort AndConstant = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private const ushort ReturnConstant = 0x06; // BPF_RET | BPF_K
    private const uint ActionAllow = 0x7FFF0000; // SECCOMP_RET_ALLOW
    private const uint ActionNotify = 0x7FC00000; // SECCOMP_RET_USER_NOTIF
    private const uint ActionFail = 0x00050000; // SECCOMP_RET_ERRNO

    /// <summary>Allows the call.</summary>
    public static ulong Allow => Encode(ReturnConstant, ActionAllow);

    /// <summary>
    /// Suspends the caller until the supervisor has answered the call. Without a supervisor, the call fails with ENOSYS.
    /// </summary>
    public static ulong Notify => Encode(ReturnConstant, ActionNotify);

    /// <summary>Fails the call with an error number.</summary>
    public static ulong Fail(uint error) => Encode(ReturnConstant, ActionFail | error);

    /// <summary>Loads four bytes of the call's data.</summary>
    public static ulong Load(uint offset) => Encode(LoadWord, offset);

    /// <summary>Keeps only some bits of the loaded value.</summary>
    public static ulong And(uint bits) => Encode(AndConstant, bits);

    /// <summary>Skips a number of instructions.</summary>
    public static ulong Skip(uint count) => Encode(JumpAlways, count);

    /// <summary>
    /// Continues after <paramref name="skip"/> instructions if the loaded value equals the given value.
    /// </summary>
    public static ulong IfEqual(uint value, byte skipOtherwise, byte skip = 0) =>
        Encode(JumpIfEqual, value, skip, skipOtherwise);

    /// <summary>Continues with the next instruction if the loaded value is at least the given value.</summary>
    public static ulong IfAtLeast(uint value, byte skipOtherwise) => Encode(JumpIfAtLeast, value, 0, skipOtherwise);

    /// <summary>Continues with the next instruction if the loaded value has one of the bits.</summary>
    public static ulong IfAnyBit(uint bits, byte skipOtherwise) => Encode(JumpIfAnyBit, bits, 0, skipOtherwise);

    private static ulong Encode(ushort code, uint constant, byte skipIfTrue = 0, byte skipIfFalse = 0) =>
        code | ((ulong)skipIfTrue << 16) | ((ulong)skipIfFalse << 24) | ((ulong)constant << 32);
}
