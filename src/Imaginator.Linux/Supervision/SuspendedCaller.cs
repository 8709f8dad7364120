using System.Globalization;
using System.Text;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Supervision;

/// <summary>
/// The process behind a <see cref="SystemCallNotice"/>, as <c>/proc</c> shows it. It is untrusted, and other threads of
/// it run: everything that is read from it is used once and not read again.
/// </summary>
/// <remarks>
/// The directory below <c>/proc</c> stays that of the same thread. That it is the caller's thread, only
/// <see cref="SeccompListener.IsWaiting"/> tells, after the last read. Every member throws <see cref="LinuxException"/>
/// when the kernel refuses or the process has ended.
/// </remarks>
public sealed unsafe class SuspendedCaller : IDisposable
{
    /// <summary>The longest path that the kernel accepts, in bytes, with the zero at its end.</summary>
    private const int LongestPath = 4096;

    private const int PageSize = 4096; // of the smallest pages: a read does not cross into memory that may not exist
    private const int LongestFile = 16 * 1024; // an id map has at most 340 lines

    private readonly SafeFileHandle _directory;
    private readonly string _name;

    private SuspendedCaller(SafeFileHandle directory, string name)
    {
        _directory = directory;
        _name = name;
    }

    /// <summary>Opens the process.</summary>
    /// <param name="proc">The directory <c>/proc</c> of this process's PID namespace.</param>
    public static SuspendedCaller Open(DirectoryHandle proc, SystemCallNotice notice)
    {
        ArgumentNullException.ThrowIfNull(proc);
        ArgumentNullException.ThrowIfNull(notice);
        var name = notice.ThreadId.ToString(CultureInfo.InvariantCulture);
        return new(OpenAt(proc.Descriptor, name, LibC.O_PATH | LibC.O_DIRECTORY, proc.Join(name)), proc.Join(name));
    }

    /// <summary>Gets the name of the program, which it chooses itself: at most 15 bytes, of any value.</summary>
    public string ReadName() => ReadText("comm").TrimEnd('\n');

    /// <summary>Reads a path from the memory of the process.</summary>
    /// <returns>The path without the zero at its end.</returns>
    /// <exception cref="LinuxException">EFAULT: there is no memory; ENAMETOOLONG: it is too long.</exception>
    internal byte[] ReadPath(ulong address)
    {
        using var memory = OpenAt("mem", LibC.O_RDONLY);
        var path = new byte[LongestPath];
        var length = 0;
        while (length < path.Length)
        {
            var piece = path.AsSpan(length, Math.Min(path.Length - length, PageSize - (int)(address % PageSize)));
            fixed (byte* pointer = piece)
            {
                var count = (int)NativeCall.Syscall(
                    SyscallNumbers.Pread64, FileHandles.Descriptor(memory), (nint)pointer, piece.Length, (nint)address);
                if (count <= 0)
                {
                    throw new LinuxException("pread64", _name + "/mem", Errno.EFAULT);
                }

                if (piece[..count].IndexOf((byte)0) is >= 0 and var end)
                {
                    return path[..(length + end)];
                }

                length += count;
                address += (ulong)count;
            }
        }

        throw new LinuxException("pread64", _name + "/mem", Errno.ENAMETOOLONG);
    }

    /// <exception cref="LinuxException">ESRCH: the process is ending.</exception>
    internal CallerIdentity ReadIdentity() =>
        CallerIdentity.Parse(ReadText("status")) ?? throw new LinuxException("read", _name + "/status", Errno.ESRCH);

    internal MappedIds ReadUsers() => MappedIds.Parse(ReadText("uid_map"));

    internal MappedIds ReadGroups() => MappedIds.Parse(ReadText("gid_map"));

    internal SafeFileHandle OpenRoot() => OpenDirectory("root");

    internal SafeFileHandle OpenWorkingDirectory() => OpenDirectory("cwd");

    /// <summary>Opens a directory that the process has open.</summary>
    /// <exception cref="LinuxException">EBADF: the process has no such descriptor; ENOTDIR: it is no directory.</exception>
    internal SafeFileHandle OpenDescriptor(int descriptor)
    {
        try
        {
            return OpenDirectory(string.Create(CultureInfo.InvariantCulture, $"fd/{descriptor}"));
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            throw new LinuxException(e.Call, e.Path, Errno.EBADF);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private SafeFileHandle OpenDirectory(string name) => OpenAt(name, LibC.O_PATH | LibC.O_DIRECTORY);

    private string ReadText(string name)
    {
        using var file = OpenAt(name, LibC.O_RDONLY);
        var buffer = new byte[LongestFile];
        var length = 0;
        while (length < buffer.Length && ReadPiece(file, buffer.AsSpan(length)) is > 0 and var count)
        {
            length += count;
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private int ReadPiece(SafeFileHandle file, Span<byte> buffer) =>
        Descriptors.Read(file, buffer, _name) ?? throw new LinuxException("read", _name, Errno.EAGAIN);

    private SafeFileHandle OpenAt(string name, int flags) =>
        OpenAt(FileHandles.Descriptor(_directory), name, flags, _name + "/" + name);

    private static SafeFileHandle OpenAt(int directory, string name, int flags, string path)
    {
        var buffer = new byte[NativeCall.BufferLength(name)];
        fixed (byte* pointer = NativeCall.EncodeName(name, buffer, "openat"))
        {
            var descriptor = LibC.openat(directory, pointer, flags | LibC.O_CLOEXEC, default);
            NativeCall.ThrowIfFailed(descriptor, "openat", path);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }
}
