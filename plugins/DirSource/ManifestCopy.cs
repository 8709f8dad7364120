using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.DirSource;

/// <summary>
/// Copies a tree: directories, regular files with their permissions, and symbolic links as links. The copy follows no links
/// and so reads nothing outside the tree. It leaves out, as builds do not read them, the repository of a working tree whose root
/// is the manifest, and FIFOs, sockets and devices next to the entries of the manifest.
/// </summary>
internal sealed class ManifestCopy(string displayUrl, CopyLimits limits, CancellationToken cancellationToken)
{
    private const string Repository = ".git";

    // Whether builds read the entry of the manifest directory that the copy is in.
    private bool _isRead;

    /// <summary>The number of copied files, links and directories.</summary>
    public long Entries { get; private set; }

    /// <summary>The total length of the copied files in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies the contents of a directory into an empty directory.</summary>
    public void Run(DirectoryHandle source, DirectoryHandle target)
    {
        try
        {
            CopyEntries(source, target);
        }
        catch (IOException e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"cannot copy manifest {displayUrl}: {Describe(e)}", e);
        }
    }

    // With two open directories at any depth.
    private void CopyEntries(DirectoryHandle source, DirectoryHandle target)
    {
        var read = EntrySet.Of(source, limits);
        using var cursor = new TreeCursor(source, sorted: false);
        var directory = target;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (cursor.TryNext(out var name))
                {
                    if (cursor.Depth == 0)
                    {
                        _isRead = read.Contains(name);
                        if (name == Repository)
                        {
                            continue;
                        }
                    }

                    Count();
                    if (cursor.Current.TryGetStatus(name) is { } status && TryCopyEntry(cursor, directory, name, status))
                    {
                        Replace(ref directory, target, directory.OpenDirectoryOnSameMount(name));
                    }
                }
                else if (cursor.Depth == 0)
                {
                    return;
                }
                else
                {
                    cursor.Leave();
                    Replace(ref directory, target, cursor.Depth == 0 ? target : directory.OpenParentOnSameMount());
                }
            }
        }
        finally
        {
            Replace(ref directory, target, target);
        }
    }

    private void Count()
    {
        if (++Entries > limits.MaximumEntries)
        {
            throw TooLarge($"it has more than {limits.MaximumEntries} entries", nameof(limits.MaximumEntries));
        }
    }

    private static void Replace(ref DirectoryHandle directory, DirectoryHandle root, DirectoryHandle next)
    {
        if (!ReferenceEquals(directory, root))
        {
            directory.Dispose();
        }

        directory = next;
    }

    /// <summary>Copies an entry. A directory is made and entered.</summary>
    /// <returns>Whether it is a directory.</returns>
    private bool TryCopyEntry(TreeCursor cursor, DirectoryHandle target, string name, FileStatus status)
    {
        var source = cursor.Current;
        if (ManifestContents.FindNameFault(name, cursor.PathOf(name)[1..]) is { } fault)
        {
            throw Bad(cursor, name, $"is not supported in manifests: {fault}");
        }

        switch (status.Type)
        {
            case FileType.Directory when cursor.Depth >= limits.MaximumDepth:
                throw TooLarge(
                    $"\"{cursor.DisplayPathOf(name)}\" is nested in more than {limits.MaximumDepth} directories", nameof(limits.MaximumDepth));
            case FileType.Directory:
                target.MakeDirectory(name, status.Mode & FileModes.PermissionBits);
                cursor.Enter(name);
                return true;
            case FileType.Regular:
                CopyFile(cursor, target, name);
                return false;
            case FileType.SymbolicLink:
                var link = source.ReadSymbolicLink(name);
                if (ManifestContents.FindLinkFault(link) is { } linkFault)
                {
                    throw Bad(cursor, name, linkFault);
                }

                target.MakeSymbolicLink(name, link);
                return false;
            default:
                if (_isRead)
                {
                    throw Bad(cursor, name, "is a FIFO, socket or device; remove it");
                }

                Entries--;
                return false;
        }
    }

    private void CopyFile(TreeCursor cursor, DirectoryHandle target, string name)
    {
        using var from = cursor.Current.OpenFile(name);
        var status = FileHandles.GetStatus(from);
        if (_isRead && status.Size <= ManifestContents.MaximumLfsPointerBytes && IsLfsPointer(from, status.Size))
        {
            throw Bad(cursor, name, "is a pointer of git LFS, which is not supported; replace it by the file itself (git lfs pull)");
        }

        var left = limits.MaximumBytes - Bytes;
        if (status.Size > left)
        {
            throw TooLarge($"it exceeds {ByteSize.Describe(limits.MaximumBytes)}", nameof(limits.MaximumBytes));
        }

        using var to = target.CreateFile(name, status.Mode & FileModes.PermissionBits);
        Bytes += FileContents.Copy(from, to, 0, left, cancellationToken);
    }

    private static bool IsLfsPointer(SafeFileHandle file, long length)
    {
        Span<byte> start = stackalloc byte[ManifestContents.MaximumLfsPointerBytes];
        return ManifestContents.IsLfsPointer(length, start[..FileContents.ReadAt(file, start, 0)]);
    }

    private ManifestFetchException Bad(TreeCursor cursor, string name, string fault) => new(
        ManifestFetchError.BadContents, $"cannot copy manifest {displayUrl}: \"{cursor.DisplayPathOf(name)}\" {fault}");

    private ManifestFetchException TooLarge(string cause, string setting) => new(
        ManifestFetchError.TooLarge,
        $"manifest {displayUrl} is too large: {cause}; reduce the manifest, or increase {setting} in the settings of plugin "
        + "DirSource");

    private static string Describe(IOException e) => e is LinuxException linux ? linux.Error.Describe() : e.Message;
}
