using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Supervision;

/// <summary>
/// A root, a working directory and a umask that belong to one thread, so that it can resolve paths as another process
/// does. Only the thread that created it can use it.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
internal sealed unsafe class ThreadView : IDisposable
{
    private const int UnshareFileSystemView = 0x200; // CLONE_FS

    private readonly SafeFileHandle _home;

    private ThreadView(SafeFileHandle home) => _home = home;

    /// <summary>Gives the calling thread a view of its own. The thread must not return to a pool.</summary>
    public static ThreadView Separate()
    {
        NativeCall.ThrowIfFailed(LibC.unshare(UnshareFileSystemView), "unshare", "");
        using var root = DirectoryHandle.OpenHost("/");
        var view = new ThreadView(root.OpenAsFile());

        // Binds the functions: nothing may be loaded while the root belongs to another process.
        view.OpenDirectory(view._home, view._home, "."u8).Dispose();
        return view;
    }

    /// <summary>
    /// Opens a directory as a process with a given root and working directory would, except that links of
    /// <c>/proc</c> to open files are refused.
    /// </summary>
    /// <param name="root">The root.</param>
    /// <param name="start">The directory where a relative path starts.</param>
    /// <param name="path">The path without a zero in it.</param>
    /// <returns>The directory, opened as a path (<c>O_PATH</c>).</returns>
    public SafeFileHandle OpenDirectory(SafeFileHandle root, SafeFileHandle start, ReadOnlySpan<byte> path)
    {
        var terminated = new byte[path.Length + 1];
        path.CopyTo(terminated);
        var how = new open_how
        {
            flags = (ulong)(LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC),
            resolve = LibC.RESOLVE_NO_MAGICLINKS,
        };
        int result;
        Errno error;
        bool returned;
        fixed (byte* pointer = terminated)
        {
            // No allocation until the thread is back: the runtime reads files when it collects garbage.
            result = Enter(root) && LibC.fchdir(FileHandles.Descriptor(start)) == 0
                ? LibC.openat2(LibC.AT_FDCWD, pointer, &how, sizeof(open_how))
                : -1;
            error = NativeCall.LastError;
            returned = Enter(_home);
        }

        if (!returned)
        {
            // The thread must not go on. Not a LinuxException, which a caller could take for the failure of one path.
            Environment.FailFast("cannot return from the root of another process");
        }

        return result < 0
            ? throw new LinuxException("openat2", "", error)
            : new SafeFileHandle(result, ownsHandle: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _home.Dispose();

    private static bool Enter(SafeFileHandle root)
    {
        var here = stackalloc byte[2] { (byte)'.', 0 };
        return LibC.fchdir(FileHandles.Descriptor(root)) == 0 && LibC.chroot(here) == 0;
    }
}
