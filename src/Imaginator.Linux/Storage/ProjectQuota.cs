using System.Runtime.InteropServices;
using Imaginator.Linux.Trees;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>
/// Project quotas of ext4 and XFS: limits of the disk space and the number of files of everything that is made below a
/// directory. The kernel enforces them if the file system is mounted with <c>prjquota</c>.
/// </summary>
public static unsafe class ProjectQuota
{
    // include/uapi/linux/quota.h and dqblk_xfs.h: commands of quotactl(2), shifted, with the type of projects.
    private const int ProjectType = 2;
    private const int GetState = (0x5808 << 8) | ProjectType; // Q_XGETQSTATV
    private const int SetQuota = (0x800008 << 8) | ProjectType; // Q_SETQUOTA
    private const int StateLength = 256;
    private const int StateFlagsOffset = 2;
    private const byte StateVersion = 1; // FS_QSTATV_VERSION1
    private const int ProjectsEnforced = 0x20; // FS_QUOTA_PDQ_ENFD
    private const uint BlockAndFileLimits = 1 | 4; // QIF_BLIMITS | QIF_ILIMITS
    private const long QuotaBlock = 1024;

    // include/uapi/linux/fs.h
    private const int GetAttributes = unchecked((int)0x801C581F); // FS_IOC_FSGETXATTR
    private const int SetAttributes = 0x401C5820; // FS_IOC_FSSETXATTR
    private const uint InheritProject = 0x200; // FS_XFLAG_PROJINHERIT

    /// <summary>Whether the file system of a directory enforces project quotas.</summary>
    public static bool IsEnforced(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var state = stackalloc byte[StateLength];
        new Span<byte>(state, StateLength).Clear();
        *state = StateVersion;
        return Quotactl(directory, GetState, 0, state) == 0 && (*(ushort*)(state + StateFlagsOffset) & ProjectsEnforced) != 0;
    }

    /// <summary>Gets the project of a directory.</summary>
    /// <returns>The project; 0 for none; null if the file system has no projects.</returns>
    public static uint? TryGetProject(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Attributes attributes;
        return LibC.ioctl(directory.Descriptor, GetAttributes, &attributes) == 0 ? attributes.Project : null;
    }

    /// <summary>Makes an empty directory, and everything that is made in it, part of a project.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static void Assign(DirectoryHandle directory, uint project)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Attributes attributes;
        NativeCall.ThrowIfFailed(
            LibC.ioctl(directory.Descriptor, GetAttributes, &attributes), "ioctl(FS_IOC_FSGETXATTR)", directory.DisplayPath);
        attributes.Flags |= InheritProject;
        attributes.Project = project;
        NativeCall.ThrowIfFailed(
            LibC.ioctl(directory.Descriptor, SetAttributes, &attributes), "ioctl(FS_IOC_FSSETXATTR)", directory.DisplayPath);
    }

    /// <summary>Sets the limits of a project; 0 for no limit.</summary>
    /// <param name="directory">A directory of the file system.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static void SetLimits(DirectoryHandle directory, uint project, long bytes, long files)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var limits = new Limits
        {
            Blocks = (ulong)((bytes + QuotaBlock - 1) / QuotaBlock),
            Files = (ulong)files,
            Valid = BlockAndFileLimits,
        };
        NativeCall.ThrowIfFailed(
            Quotactl(directory, SetQuota, project, (byte*)&limits), "quotactl_fd(Q_SETQUOTA)", directory.DisplayPath);
    }

    private static int Quotactl(DirectoryHandle directory, int command, uint project, byte* argument) => (int)NativeCall.Syscall(
        SyscallNumbers.QuotactlFd, directory.Descriptor, command, (nint)project, (nint)argument);

    // struct fsxattr
    [StructLayout(LayoutKind.Explicit, Size = 28)]
    private struct Attributes
    {
        [FieldOffset(0)]
        public uint Flags;

        [FieldOffset(12)]
        public uint Project;
    }

    // struct if_dqblk
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    private struct Limits
    {
        [FieldOffset(0)]
        public ulong Blocks;

        [FieldOffset(24)]
        public ulong Files;

        [FieldOffset(64)]
        public uint Valid;
    }
}
