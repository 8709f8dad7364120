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
    private const int GetNamespaceType = 0xB703; // NS_GET_NSTYPE

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
    /// The owner of the namespace for the children of this process. The kernel counts some resources by user (inotify instances, queued
    /// signals, message queues): each namespace belongs to a separate user, so that its processes cannot use up those of the host's root.
    /// </summary>
    internal static uint OwnerForChildren => FirstOwner + (uint)Environment.ProcessId;

    /// <summary>
    /// Creates a namespace that serves only as the map of mounts (<see cref="Mounts.DetachedMount.MapIds"/>). Files that root
    /// of the host creates on such a mount belong to <see cref="IdShift.Unset"/> until their owner is set.
    /// </summary>
    public static UserNamespace CreateForMounts()
    {
        var (reader, writer) = Descriptors.CreateBlockingPipe();
        var (endReader, endWriter) = Descriptors.CreateBlockingPipe();
        using (reader)
        using (writer)
        using (endReader)
        using (endWriter)
        {
            var (ready, end, otherEnd) = (FileHandles.Descriptor(writer), FileHandles.Descriptor(endReader), FileHandles.Descriptor(endWriter));
            var child = (int)LibC.fork();
            if (child == 0)
            {
                Hold(ready, end, otherEnd);
            }

            NativeCall.ThrowIfFailed(child, "fork", "");
            writer.Dispose();
            try
            {
                int error;
                if (Descriptors.Read(reader, new Span<byte>(&error, sizeof(int)), "the pipe of a new process") != sizeof(int) || error != 0)
                {
                    throw new LinuxException("unshare (user namespace)", "", (Errno)error);
                }

                return Describe(child, $"0 {IdShift.Offset} {IdShift.Count}\n{IdShift.Unset} 0 1\n");
            }
            finally
            {
                _ = LibC.kill(child, KillSignal);
                ChildProcesses.Reap(child, wait: true);
            }
        }
    }

    /// <summary>Opens a namespace that another process has created.</summary>
    /// <param name="path">A path below <c>/proc</c>.</param>
    /// <exception cref="LinuxException">The file is not that of a user namespace (EINVAL).</exception>
    public static UserNamespace Open(string path)
    {
        var handle = Descriptors.OpenForReading(path);
        if (LibC.ioctl(FileHandles.Descriptor(handle), GetNamespaceType, 0) == LibC.CLONE_NEWUSER)
        {
            return new UserNamespace(handle);
        }

        handle.Dispose();
        throw new LinuxException("open (user namespace)", path, Errno.EINVAL);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>
    /// Moves the calling process, which must have one thread, to a new namespace of another user. It has no ids until
    /// <see cref="MapForProcesses"/>. Called in a forked child, see <see cref="FirstProcessChild"/>.
    /// </summary>
    internal static bool Create(uint owner) =>
        // The owner changes without a loss of capabilities: some distributions permit user namespaces only with them.
        NativeCall.Syscall(SyscallNumbers.Prctl, SetSecureBits, NoSetUidFixup) >= 0
        && LibC.setresgid((gid_t)owner, (gid_t)owner, (gid_t)owner) == 0
        && LibC.setresuid((uid_t)owner, (uid_t)owner, (uid_t)owner) == 0
        && LibC.unshare(LibC.CLONE_NEWUSER) == 0;

    /// <summary>Gives the namespace of a process its ids.</summary>
    /// <param name="process">A child of this process, which waits after <see cref="Create"/>.</param>
    internal static UserNamespace MapForProcesses(int process) => Describe(process, $"0 {IdShift.Offset} {IdShift.Count}\n");

    /// <summary>Makes the calling process, which must have one thread, root of the namespace. Called between fork and exec.</summary>
    internal static bool Enter(int descriptor) => LibC.setns(descriptor, LibC.CLONE_NEWUSER) == 0 && BecomeRoot();

    /// <summary>Makes the calling process root of its namespace. Called in a forked child.</summary>
    internal static bool BecomeRoot() =>
        LibC.setgroups(0, null) == 0
        && LibC.setresgid(default, default, default) == 0
        && LibC.setresuid(default, default, default) == 0;

    private static UserNamespace Describe(int process, FormattableString map)
    {
        var bytes = Encoding.ASCII.GetBytes(map.ToString(CultureInfo.InvariantCulture));
        var directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        foreach (var name in new[] { "uid_map", "gid_map" })
        {
            // The kernel accepts a map in a single write.
            var path = $"{directory}/{name}";
            using var file = Descriptors.OpenForWriting(path);
            Descriptors.Write(file, bytes, path);
        }

        return new UserNamespace(Descriptors.OpenForReading($"{directory}/ns/user"));
    }

    /// <summary>The child: creates the namespace, and keeps it until the parent has it.</summary>
    private static void Hold(int ready, int end, int endWriter)
    {
        var error = LibC.unshare(LibC.CLONE_NEWUSER) < 0 ? LibC.errno : 0;
        _ = LibC.write(ready, &error, sizeof(int));
        byte nothing;
        _ = LibC.close(endWriter);
        _ = LibC.read(end, &nothing, 1);
        LibC._exit(0);
    }
}
