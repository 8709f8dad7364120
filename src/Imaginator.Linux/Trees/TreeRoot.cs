using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>
/// The root of a tree with untrusted contents: an image, a manifest. The only type that resolves paths of several
/// components inside such a tree. The kernel resolves them (<c>openat2</c>): absolute links and <c>..</c> are resolved
/// as inside a chroot, or are refused, but never lead out of the tree.
/// </summary>
/// <remarks>
/// Thread-safe. Every member throws <see cref="LinuxException"/> when the kernel refuses. A leading slash in a path is
/// optional; all paths start at the root of the tree.
/// </remarks>
public sealed unsafe class TreeRoot : IDisposable
{
    private readonly ulong _resolve;
    private readonly string _name;

    private TreeRoot(DirectoryHandle root, ulong resolve)
    {
        Directory = root;
        _resolve = resolve;
        _name = root.DisplayPath.TrimEnd('/');
    }

    /// <summary>The root directory itself.</summary>
    public DirectoryHandle Directory { get; }

    /// <summary>
    /// Opens the tree of an image: symbolic links, including absolute ones and <c>..</c>, are resolved as inside a
    /// chroot.
    /// </summary>
    /// <param name="shift">The difference between the ids that the mount shows and those on disk.</param>
    public static TreeRoot OpenImage(string hostPath, IdShift shift = default) =>
        new(DirectoryHandle.OpenHost(hostPath, shift), LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS);

    /// <summary>Creates the tree of an image from its open root directory.</summary>
    /// <param name="root">The root directory; the tree becomes its owner.</param>
    public static TreeRoot OfImage(DirectoryHandle root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new(root, LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS);
    }

    /// <summary>Opens the tree of a manifest: a path or link that leaves the tree is refused (EXDEV).</summary>
    public static TreeRoot OpenManifest(string hostPath) =>
        new(DirectoryHandle.OpenHost(hostPath), LibC.RESOLVE_BENEATH | LibC.RESOLVE_NO_MAGICLINKS);

    /// <summary>Opens a directory, following symbolic links inside the tree.</summary>
    /// <param name="path">The path inside the tree; empty or <c>/</c> for the root.</param>
    public DirectoryHandle OpenDirectory(string path) =>
        new(Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY), _name + "/" + Trim(path), Directory.Shift);

    /// <summary>Opens a directory, following symbolic links inside the tree.</summary>
    /// <returns>The directory, or null if the path does not exist.</returns>
    public DirectoryHandle? TryOpenDirectory(string path)
    {
        try
        {
            return OpenDirectory(path);
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>
    /// Opens the parent directory of a path. Symbolic links inside the tree are followed, except for the last
    /// component.
    /// </summary>
    /// <param name="path">The path inside the tree; its last component must be a name, not <c>.</c> or <c>..</c>.</param>
    public DirectoryHandle OpenParent(string path, out string name)
    {
        var trimmed = Trim(path).TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        name = trimmed[(slash + 1)..];
        return OpenDirectory(slash < 0 ? "" : trimmed[..slash]);
    }

    /// <summary>
    /// Opens a regular file for reading, following symbolic links inside the tree. Anything else is refused (EINVAL)
    /// without blocking.
    /// </summary>
    public SafeFileHandle OpenFile(string path)
    {
        var handle = Open(path, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_NOCTTY);
        try
        {
            if (FileHandles.GetStatus(handle).Type != FileType.Regular)
            {
                throw new LinuxException("openat2 (not a regular file)", _name + "/" + Trim(path), Errno.EINVAL);
            }

            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a directory; creates it and its parents if they are missing.</summary>
    /// <param name="permissions">
    /// The permissions of directories that are created; existing directories keep theirs.
    /// </param>
    public DirectoryHandle MakeDirectories(string path, uint permissions)
    {
        if (TryOpenDirectory(path) is { } existing)
        {
            return existing;
        }

        using (var parent = MakeDirectories(ParentOf(path), permissions))
        {
            var name = NameOf(path);
            if (parent.TryGetStatus(name) is null)
            {
                parent.MakeDirectory(name, permissions);
            }
        }

        // Opened by its complete path: if the name is a dangling link, the error reports it without following the link
        // manually.
        return OpenDirectory(path);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();

    private static string Trim(string path) => path.TrimStart('/');

    private static string ParentOf(string path) =>
        Trim(path).TrimEnd('/') is var trimmed && trimmed.LastIndexOf('/') is > 0 and var slash ? trimmed[..slash] : "";

    private static string NameOf(string path) => path.TrimEnd('/') is var trimmed ? trimmed[(trimmed.LastIndexOf('/') + 1)..] : "";

    private SafeFileHandle Open(string path, int flags)
    {
        path = Trim(path);
        if (path.Length == 0)
        {
            path = ".";
        }

        var how = new open_how { flags = (ulong)(flags | LibC.O_CLOEXEC), resolve = _resolve };
        var buffer = new byte[NativeCall.BufferLength(path)];
        fixed (byte* pointer = NativeCall.EncodeName(path, buffer, "openat2"))
        {
            while (true)
            {
                var descriptor = LibC.openat2(Directory.Descriptor, pointer, &how, sizeof(open_how));
                if (descriptor >= 0)
                {
                    return new SafeFileHandle(descriptor, ownsHandle: true);
                }

                // EAGAIN: a rename happened at the same time, so the kernel could not ensure that ".." stays inside.
                var error = NativeCall.LastError;
                if (error != Errno.EAGAIN)
                {
                    throw new LinuxException("openat2", _name + "/" + path, error);
                }
            }
        }
    }
}
