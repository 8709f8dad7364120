using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>
/// Copies a finished tree into the mounted file system of a disk, exactly: contents with their holes, owners, modes, attributes, times,
/// hard links of all types. The kernel adds names to a directory of any size in constant time, which mke2fs does not.
/// </summary>
/// <param name="source">The root of the tree; nothing changes in it.</param>
/// <param name="target">The root of the file system.</param>
internal sealed class DiskFiller(DirectoryHandle source, TreeRoot target)
{
    // A directory that belongs to the file system; some trees have it, too.
    private const string LostAndFound = "lost+found";

    // Of ext4 with inodes of 256 bytes: 32 bits with a sign, and 2 more.
    private const long EarliestTime = int.MinValue;
    private const long LatestTime = EarliestTime + (4L << 32) - 1;

    private readonly Dictionary<ulong, (string Directory, string Name)> _linked = [];
    private readonly List<FoundDirectory> _directories = [];
    private long _changedTimes;
    private string _firstChangedTime = "";

    /// <summary>Copies the tree and flushes it.</summary>
    /// <exception cref="ImaginatorException">Something cannot be copied; the message names it.</exception>
    public void Fill(IBuildLog log, CancellationToken cancellationToken)
    {
        CopyEntries(cancellationToken);

        // The innermost first: the entries of a directory change its time.
        for (var i = _directories.Count - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Finish(_directories[i]);
        }

        Finish(new FoundDirectory("", source.GetStatus(), source.GetExtendedAttributes()));
        if (_changedTimes > 0)
        {
            log.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"warning: {_changedTimes} files have times before 1901 or after 2446, which ext4 cannot hold, and get the nearest time; "
                + $"the first is {_firstChangedTime}"));
        }

        Flush();
    }

    private void CopyEntries(CancellationToken cancellationToken)
    {
        using var cursor = new TreeCursor(source, sorted: false);
        var parent = target.OpenDirectory("");
        var parentPath = "";
        try
        {
            foreach (var (name, status) in cursor.Walk())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    if (cursor.Path is var path && path != parentPath)
                    {
                        parent.Dispose();
                        parent = target.OpenDirectory(path);
                        parentPath = path;
                    }

                    CopyEntry(new Entry(cursor, parent, name, status), cancellationToken);
                }
                catch (IOException e)
                {
                    throw Failure(cursor.DisplayPathOf(name), e);
                }
            }
        }
        finally
        {
            parent.Dispose();
        }
    }

    private void CopyEntry(in Entry entry, CancellationToken cancellationToken)
    {
        var (cursor, parent, name, status) = entry;
        if (status.MtimeSeconds is < EarliestTime or > LatestTime && _changedTimes++ == 0)
        {
            _firstChangedTime = cursor.DisplayPathOf(name);
        }

        if (status.Type == FileType.Directory)
        {
            if (cursor.Depth > 0 || name != LostAndFound || parent.TryGetStatus(name) is null)
            {
                parent.MakePrivateDirectory(name);
            }

            _directories.Add(new FoundDirectory(cursor.PathOf(name), status, cursor.Current.GetExtendedAttributes(name)));
            return;
        }

        if (status.LinkCount > 1 && !_linked.TryAdd(status.InodeNumber, (cursor.Path, name)))
        {
            var first = _linked[status.InodeNumber];
            using var directory = target.OpenDirectory(first.Directory);
            parent.Link(directory, first.Name, name);
            return;
        }

        switch (status.Type)
        {
            case FileType.Regular:
                CopyFile(entry, cancellationToken);
                return;
            case FileType.SymbolicLink:
                parent.MakeSymbolicLink(name, cursor.Current.ReadSymbolicLink(name));
                parent.SetOwner(name, status.Uid, status.Gid);
                break;
            default:
                parent.MakeNode(name, status.Mode, status.Rdev);
                parent.SetOwner(name, status.Uid, status.Gid);
                parent.SetMode(name, status.Mode & FileModes.PermissionBits);
                break;
        }

        foreach (var attribute in cursor.Current.GetExtendedAttributes(name))
        {
            AttributeSetting.Set(attribute, content => parent.SetExtendedAttribute(name, content));
        }

        parent.SetModificationTime(name, status.MtimeSeconds, status.MtimeNanoseconds);
    }

    private static void CopyFile(in Entry entry, CancellationToken cancellationToken)
    {
        var (cursor, parent, name, status) = entry;
        using var contents = cursor.Current.OpenFile(name);
        using var file = parent.CreatePrivateFile(name);
        if (status.Size > 0 && FileCopying.Copy(contents, file, status.Size, cancellationToken) < status.Size)
        {
            throw new IOException("the file became shorter while it was copied");
        }

        // The owner first: a change of the owner clears mode bits and capabilities.
        parent.SetOwner(file, status.Uid, status.Gid);
        FileHandles.SetMode(file, status.Mode & FileModes.PermissionBits);
        foreach (var attribute in cursor.Current.GetExtendedAttributes(contents))
        {
            AttributeSetting.Set(attribute, content => FileHandles.SetExtendedAttribute(file, content));
        }

        FileHandles.SetModificationTime(file, status.MtimeSeconds, status.MtimeNanoseconds);
    }

    private void Finish(FoundDirectory found)
    {
        try
        {
            using var directory = target.OpenDirectory(found.Path);
            directory.SetOwner(found.Status.Uid, found.Status.Gid);
            directory.SetMode(found.Status.Mode & FileModes.PermissionBits);
            foreach (var attribute in found.Attributes)
            {
                AttributeSetting.Set(attribute, directory.SetExtendedAttribute);
            }

            using var file = directory.OpenAsFile();
            FileHandles.SetModificationTime(file, found.Status.MtimeSeconds, found.Status.MtimeNanoseconds);
        }
        catch (IOException e)
        {
            throw Failure(found.Path.Length == 0 ? "/" : FileName.ToDisplay(found.Path), e);
        }
    }

    private void Flush()
    {
        try
        {
            using var file = target.Directory.OpenAsFile();
            Flushing.SyncFileSystem(file);
        }
        catch (LinuxException e)
        {
            throw new ImaginatorException(
                $"cannot write the disk image: {e.Error.Describe()}; make sure that its directory has enough free space", e);
        }
    }

    private static ImaginatorException Failure(string path, IOException e)
    {
        var reason = (e as LinuxException)?.Error switch
        {
            Errno.EMLINK => "it has more names than ext4 supports for a file or a directory; remove hard links or subdirectories",
            Errno.ENOSPC => "the disk is full; request a larger disk",
            Errno.EFBIG => "it is longer than ext4 supports for a file",
            Errno.EIO or Errno.EROFS => "the disk image cannot be written; make sure that its directory has enough free space",
            _ => e.Clause(),
        };
        return new ImaginatorException($"cannot copy {path} to the disk: {reason}", e);
    }

    private readonly record struct Entry(TreeCursor Cursor, DirectoryHandle Parent, string Name, FileStatus Status);

    private sealed record FoundDirectory(string Path, FileStatus Status, ImmutableArray<ExtendedAttribute> Attributes);
}
