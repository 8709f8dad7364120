using Imaginator.Linux.KernelPrograms;
using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Prevents all processes of a control group (version 2) from opening devices, except for those that every container has, with
/// an eBPF program that the kernel runs at every <c>open</c> of a device. The filter exists as long as the group.
/// </summary>
public static class DeviceFilter
{
    private const int DeviceProgram = 15; // BPF_PROG_TYPE_CGROUP_DEVICE
    private const int DeviceAccess = 6; // BPF_CGROUP_DEVICE

    // Of struct bpf_cgroup_dev_ctx: the access, with the type in its lower half; the numbers.
    private const short AccessOffset = 0;
    private const short MajorOffset = 4;
    private const short MinorOffset = 8;
    private const uint TypeMask = 0xFFFF;
    private const uint RequestMask = 0xFFFF_0000;
    private const uint MakingOfNode = 1 << 16; // BPF_DEVCG_ACC_MKNOD
    private const uint CharacterDevice = 2; // BPF_DEVCG_DEV_CHAR

    private const uint Memory = 1;
    private const uint Terminals = 5;
    private const uint FirstPseudoTerminals = 136;
    private const uint LastPseudoTerminals = 143;

    // null, zero, full, random, urandom; tty (of the process itself), ptmx.
    private static readonly (uint Major, uint Minor)[] Allowed =
        [(Memory, 3), (Memory, 5), (Memory, 7), (Memory, 8), (Memory, 9), (Terminals, 0), (Terminals, 2)];

    /// <summary>Attaches the filter to a group; opening any other device fails with EPERM.</summary>
    /// <exception cref="LinuxException">The kernel refuses or does not support such programs.</exception>
    public static void Attach(string group)
    {
        using var directory = DirectoryHandle.OpenHost(group);
        using var file = directory.OpenAsFile();
        using var program = KernelProgramCalls.Load(DeviceProgram, DeviceAccess, Assemble());
        KernelProgramCalls.AttachToGroup(file, program, DeviceAccess);
    }

    private static ulong[] Assemble()
    {
        var program = new KernelAssembler();
        // The kernel also asks when a node is made. A node by itself opens nothing, and roots have others, such as /dev/console.
        program.Load(Register.R2, Register.R1, AccessOffset);
        program.And(Register.R2, RequestMask);
        program.JumpIfEqual(Register.R2, MakingOfNode, "allow");
        program.Load(Register.R2, Register.R1, AccessOffset);
        program.And(Register.R2, TypeMask);
        program.JumpIfNotEqual(Register.R2, CharacterDevice, "deny");
        program.Load(Register.R2, Register.R1, MajorOffset);
        program.Load(Register.R3, Register.R1, MinorOffset);
        for (var major = FirstPseudoTerminals; major <= LastPseudoTerminals; major++)
        {
            program.JumpIfEqual(Register.R2, major, "allow");
        }

        foreach (var (major, minor) in Allowed)
        {
            program.JumpIfNotEqual(Register.R2, major, $"not {major}:{minor}");
            program.JumpIfEqual(Register.R3, minor, "allow");
            program.Label($"not {major}:{minor}");
        }

        program.Label("deny");
        program.Move(Register.R0, 0);
        program.Exit();
        program.Label("allow");
        program.Move(Register.R0, 1);
        program.Exit();
        return program.Assemble();
    }
}
