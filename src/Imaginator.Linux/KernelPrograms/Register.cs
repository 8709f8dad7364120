namespace Imaginator.Linux.KernelPrograms;

/// <summary>The registers of eBPF programs. Calls change 0 to 5 and keep 6 to 9.</summary>
internal enum Register : byte
{
    /// <summary>The results of calls and of the program.</summary>
    R0 = 0,

    /// <summary>The context at the start of the program; the first argument of calls.</summary>
    R1 = 1,

    R2 = 2,
    R3 = 3,
    R4 = 4,
    R6 = 6,
    R7 = 7,
    R8 = 8,
    R9 = 9,

    /// <summary>The end of the stack.</summary>
    Frame = 10,
}
