using System.Globalization;
using System.Text;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// A user namespace, whose ids 0 to 2,147,483,646 are the ids from <see cref="IdShift.Offset"/> of the host: no account of
/// the host has those, so that root of the namespace has no rights outside.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public sealed unsafe class UserNamespace : IDisposable
{
    private const int SetSecureBits = 28; // PR_SET_SECUREBITS
    private const int NoSetUidFixup = 4; // SECBIT_NO_SETUID_FIXUP
    private const int KillSignal = 9;

    // Process ids have at most 22 bits.
    private const uint FirstOwner = 0x7000_0000;

    private readonly SafeFileHandle _handle;

    private UserNamespace(SafeFileHandle handle)
    {
        _handle = handle;
    }

    /// <summary>The file descriptor of the namespace in this process.</summary>
    public int Descriptor => FileHandles.Descriptor(_handle);

    /// <summary>
    /// Creates a namespace for processes. The kernel counts some resources by user (inotify instances, queued signals, message
    /// queues): each namespace belongs to a separate user, so that its processes cannot use up those of the host's root.
    /// </summary>
    public static UserNamespace CreateForProcesses() =>
        Create(FirstOwner + (uint)Environment.ProcessId, $"0 {IdShift.Offset} {IdShift.Count}\n");

    /// <summary>
    /// Creates a namespace that serves only as the map of mounts (<see cref="Mounts.DetachedMount.MapIds"/>). Files that root
    /// of the host creates on such a mount belong to <see cref="IdShift.Unset"/> until their owner is set.
    /// </summary>
    public static UserNamespace CreateForMounts() =>
        Create(0, $"0 {IdShift.Offset} {IdShift.Count}\n{IdShift.Unset} 0 1\n");

    /// <summary>Opens a namespace that another process has created.</summary>
    /// <param name="path">A path below <c>/proc</c>.</param>
    public static UserNamespace Open(string path) => new(Descriptors.OpenForReading(path));

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Makes the calling process, which must have one thread, root of the namespace. Called between fork and exec.</summary>
    internal static bool Enter(int descriptor) =>
        LibC.setns(descriptor, LibC.CLONE_NEWUSER) == 0
        && LibC.setgroups(0, null) == 0
        && LibC.setresgid(default, default, default) == 0
        && LibC.setresuid(default, default, default) == 0;

    private static UserNamespace Create(uint owner, FormattableString map)
    {
        var ready = stackalloc int[2];
        var end = stackalloc int[2];
        NativeCall.ThrowIfFailed(LibC.pipe2(ready, LibC.O_CLOEXEC), "pipe2", "");
        using var reader = new SafeFileHandle(ready[0], ownsHandle: true);
        var writer = new SafeFileHandle(ready[1], ownsHandle: true);
        NativeCall.ThrowIfFailed(LibC.pipe2(end, LibC.O_CLOEXEC), "pipe2", "");
        using var endReader = new SafeFileHandle(end[0], ownsHandle: true);
        using var endWriter = new SafeFileHandle(end[1], ownsHandle: true);
        var child = (int)LibC.fork();
        if (child == 0)
        {
            Hold(owner, ready[1], end[0], end[1]);
        }

        writer.Dispose();
        NativeCall.ThrowIfFailed(child, "fork", "");
        try
        {
            int error;
            if (Descriptors.Read(reader, new Span<byte>(&error, sizeof(int)), "the pipe of a new process") != sizeof(int) || error != 0)
            {
                throw new LinuxException("unshare (user namespace)", "", (Errno)error);
            }

            return Describe(child, Encoding.ASCII.GetBytes(map.ToString(CultureInfo.InvariantCulture)));
        }
        finally
        {
            _ = LibC.kill(child, KillSignal);
            ChildProcesses.Reap(child, wait: true);
        }
    }

    private static UserNamespace Describe(int process, byte[] map)
    {
        var directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        foreach (var name in new[] { "uid_map", "gid_map" })
        {
            // The kernel accepts a map in a single write.
            var path = $"{directory}/{name}";
            using var file = Descriptors.OpenForWriting(path);
            Descriptors.Write(file, map, path);
        }

        return new UserNamespace(Descriptors.OpenForReading($"{directory}/ns/user"));
    }

    /// <summary>The child: creates the namespace, and keeps it until the parent has it.</summary>
    private static void Hold(uint owner, int ready, int end, int endWriter)
    {
        int error = 0;

        // The owner changes without a loss of capabilities: some distributions permit user namespaces only with them.
        if ((owner != 0
             && (NativeCall.Syscall(SyscallNumbers.Prctl, SetSecureBits, NoSetUidFixup) < 0
                 || LibC.setresgid((gid_t)owner, (gid_t)owner, (gid_t)owner) < 0
                 || LibC.setresuid((uid_t)owner, (uid_t)owner, (uid_t)owner) < 0))
            || LibC.unshare(LibC.CLONE_NEWUSER) < 0)
        {
            error = LibC.errno;
        }

        _ = LibC.write(ready, &error, sizeof(int));
        byte nothing;
        _ = LibC.close(endWriter);
        _ = LibC.read(end, &nothing, 1);
        LibC._exit(0);
    }
}
