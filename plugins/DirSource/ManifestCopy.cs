using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;

namespace Imaginator.Plugins.DirSource;

/// <summary>
/// Copies a tree: directories, regular files with their permissions, and symbolic links as links. The copy follows no links
/// and so reads nothing outside the tree.
/// </summary>
internal sealed class ManifestCopy(string displayUrl, CopyLimits limits, CancellationToken cancellationToken)
{
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
        using var cursor = new TreeCursor(source, sorted: false);
        var directory = target;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (cursor.TryNext(out var name))
                {
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
                CopyFile(source, target, name);
                return false;
            case FileType.SymbolicLink:
                target.MakeSymbolicLink(name, source.ReadSymbolicLink(name));
                return false;
            default:
                throw new ManifestFetchException(
                    ManifestFetchError.BadContents,
                    $"cannot copy manifest {displayUrl}: \"{cursor.DisplayPathOf(name)}\" is a FIFO, socket or device; remove it");
        }
    }

    private void CopyFile(DirectoryHandle source, DirectoryHandle target, string name)
    {
        using var from = source.OpenFile(name);
        var status = FileHandles.GetStatus(from);
        var left = limits.MaximumBytes - Bytes;
        if (status.Size > left)
        {
            throw TooLarge($"it exceeds {ByteSize.Describe(limits.MaximumBytes)}", nameof(limits.MaximumBytes));
        }

        using var to = target.CreateFile(name, status.Mode & FileModes.PermissionBits);
        Bytes += FileContents.Copy(from, to, 0, left, cancellationToken);
    }

    private ManifestFetchException TooLarge(string cause, string setting) => new(
        ManifestFetchError.TooLarge,
        $"manifest {displayUrl} is too large: {cause}; reduce the manifest, or increase {setting} in the settings of plugin "
        + "DirSource");

    private static string Describe(IOException e) => e is LinuxException linux ? linux.Error.Describe() : e.Message;
}
