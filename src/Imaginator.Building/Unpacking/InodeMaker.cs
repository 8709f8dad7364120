using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Creates the inodes of an image, one at a time, in a directory that no other process changes. The order of metadata matters:
/// the owner first, because changing it clears set-uid bits and capabilities; then the mode, then attributes; the time
/// last. Thread-safe.
/// </summary>
internal sealed class InodeMaker(TreeRoot root) : IDisposable
{
    private readonly ParentDirectories _parents = new(root);
    private long _holeBytes;

    /// <summary>The number of bytes that the files need less than their lengths.</summary>
    public long HoleBytes => Interlocked.Read(ref _holeBytes);

    /// <summary>Whether a directory exists already.</summary>
    public bool Exists(PlannedDirectory planned) =>
        _parents.Open(planned.Path.Parent!).TryGetStatus(planned.Path.Name) is { Type: FileType.Directory };

    /// <summary>Creates a directory that no other user can enter yet.</summary>
    public void MakeDirectory(PlannedDirectory planned) =>
        Do(planned.Path, () => _parents.Open(planned.Path.Parent!).MakePrivateDirectory(planned.Path.Name));

    /// <summary>Gives a directory its metadata, once its contents are complete.</summary>
    public void FinishDirectory(PathNode path, DirectoryInode inode) => Do(path, () =>
    {
        using var directory = root.OpenDirectory(path.ToString());
        directory.SetOwner(inode.Uid, inode.Gid);
        directory.SetMode(inode.Mode & FileModes.PermissionBits);
        foreach (var attribute in inode.ExtendedAttributes)
        {
            if (ContentAttributes.IsUnpacked(attribute))
            {
                AttributeSetting.Set(attribute, directory.SetExtendedAttribute);
            }
        }
    });

    /// <summary>Makes a link, a device, a FIFO, or a file without contents, with all its names.</summary>
    public void MakeWithoutContents(PlannedInode planned) => Do(planned.Names[0], () =>
    {
        var name = planned.Names[0].Name;
        var parent = _parents.Open(planned.Names[0].Directory);
        switch (planned.Inode)
        {
            case SymlinkInode link:
                parent.MakeSymbolicLink(name, link.Target);
                parent.SetOwner(name, link.Uid, link.Gid);
                SetAttributes(parent, name, link);
                break;
            case SpecialInode special:
                parent.MakeNode(name, special.Mode, special.Rdev);
                parent.SetOwner(name, special.Uid, special.Gid);
                parent.SetMode(name, special.Mode & FileModes.PermissionBits);
                SetAttributes(parent, name, special);
                parent.SetModificationTime(name, special.MtimeSeconds, special.MtimeNanoseconds);
                break;
            case RegularInode regular:
                using (var file = parent.CreatePrivateFile(name))
                {
                    Finish(file, regular);
                }

                break;
            case ComputedRegularInode computed:
                using (var file = parent.CreatePrivateFile(name))
                {
                    SetOwnerModeAndAttributes(file, computed, computed.Mode);

                    // It has no time in the image; equal images make equal trees.
                    FileHandles.SetModificationTime(file, 0, 0);
                }

                break;
        }

        MakeOtherNames(planned);
    });

    /// <summary>Makes all files that have the same contents.</summary>
    public async ValueTask MakeWithContentsAsync(
        PlannedObject planned, ObjectContents contents, CancellationToken cancellationToken)
    {
        var filler = new FileFiller(contents);
        SafeFileHandle? first = null;
        try
        {
            foreach (var file in planned.Files)
            {
                var handle = await MakeFileAsync(file, contents, filler, first, cancellationToken);
                if (first is null)
                {
                    first = handle;
                }
                else
                {
                    handle.Dispose();
                }
            }
        }
        finally
        {
            first?.Dispose();
        }
    }

    private async ValueTask<SafeFileHandle> MakeFileAsync(
        PlannedInode planned, ObjectContents contents, FileFiller filler, SafeFileHandle? first, CancellationToken cancellationToken)
    {
        var (directory, name) = planned.Names[0];
        if ((ulong)contents.Length != planned.Length)
        {
            throw new UnpackException(
                $"{planned.Names[0].ToDisplay()} has {planned.Length} bytes in the image, but its contents have {contents.Length}: "
                + "the image is malformed");
        }

        SafeFileHandle? file = null;
        try
        {
            // Valid up to where this may go on on another thread.
            file = _parents.Open(directory).CreatePrivateFile(name);
            await filler.FillAsync(file, first, cancellationToken);
            Finish(file, (RegularInode)planned.Inode);
            MakeOtherNames(planned);
            return file;
        }
        catch (IOException e)
        {
            file?.Dispose();
            throw Failure(planned.Names[0].ToDisplay(), e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public void Dispose() => _parents.Dispose();

    private void MakeOtherNames(PlannedInode planned)
    {
        if (planned.Names.Length == 1)
        {
            return;
        }

        var (directory, name) = planned.Names[0];
        using var parent = root.OpenDirectory(directory.ToString());
        foreach (var (otherDirectory, otherName) in planned.Names.AsSpan()[1..])
        {
            _parents.Open(otherDirectory).Link(parent, name, otherName);
        }
    }

    private void Finish(SafeFileHandle file, RegularInode inode)
    {
        SetOwnerModeAndAttributes(file, inode, inode.Mode);
        FileHandles.SetModificationTime(file, inode.MtimeSeconds, inode.MtimeNanoseconds);
    }

    private void SetOwnerModeAndAttributes(SafeFileHandle file, Inode inode, uint mode)
    {
        // Most already belong to root, and a check is cheaper than a change.
        var status = FileHandles.GetStatus(file);
        if (status.AllocatedSize < status.Size)
        {
            Interlocked.Add(ref _holeBytes, status.Size - status.AllocatedSize);
        }

        if (status.Uid != inode.Uid || status.Gid != inode.Gid)
        {
            FileHandles.SetOwner(file, inode.Uid, inode.Gid);
        }

        FileHandles.SetMode(file, mode & FileModes.PermissionBits);
        foreach (var attribute in inode.ExtendedAttributes)
        {
            if (ContentAttributes.IsUnpacked(attribute))
            {
                AttributeSetting.Set(attribute, content => FileHandles.SetExtendedAttribute(file, content));
            }
        }
    }

    private static void SetAttributes(DirectoryHandle parent, string name, Inode inode)
    {
        foreach (var attribute in inode.ExtendedAttributes)
        {
            if (ContentAttributes.IsUnpacked(attribute))
            {
                AttributeSetting.Set(attribute, content => parent.SetExtendedAttribute(name, content));
            }
        }
    }

    private static void Do(PathNode path, Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            throw Failure(path.ToDisplay(), e);
        }
    }

    private static void Do(PlannedName name, Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            throw Failure(name.ToDisplay(), e);
        }
    }

    private static UnpackException Failure(string path, IOException e) => new($"cannot create {path}: {e.Clause()}", e);
}
