using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// Removes untrusted trees: of any depth, with immutable files, without following a link and without
/// touching file systems that are mounted in them.
/// </summary>
public static class TreeRemover
{
    private const int MaximumAttempts = 100;

    /// <summary>Removes a file, or a directory with its contents. Does nothing if the name does not exist.</summary>
    /// <param name="name">The name; a symbolic link is removed, not its target.</param>
    /// <exception cref="ImaginatorException">Something cannot be removed, for instance a mount point.</exception>
    public static void Remove(DirectoryHandle parent, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parent);
        try
        {
            if (parent.TryGetStatus(name) is not { } status)
            {
                return;
            }

            if (status.Type != FileType.Directory)
            {
                Unprotected(parent, name, directory => directory.Unlink(name));
                return;
            }

            for (var attempt = 1; ; attempt++)
            {
                using (var child = parent.OpenDirectoryOnSameMount(name))
                {
                    RemoveContents(child, cancellationToken);
                }

                if (TryRemoveDirectory(parent, name, isLastAttempt: attempt == MaximumAttempts))
                {
                    return;
                }
            }
        }
        catch (LinuxException e)
        {
            throw Failure(FileName.ToDisplay(name), parent, e);
        }
    }

    /// <summary>Removes everything in a directory, but not the directory.</summary>
    /// <exception cref="ImaginatorException">Something cannot be removed, for instance a mount point.</exception>
    public static void RemoveContents(DirectoryHandle directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        using var cursor = new TreeCursor(directory, sorted: false);
        var attempts = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (cursor.TryNext(out var name))
            {
                Try(cursor, name, static (cursor, name) =>
                {
                    if (cursor.Current.TryGetStatus(name)?.Type == FileType.Directory)
                    {
                        cursor.Enter(name);
                    }
                    else
                    {
                        Unprotected(cursor.Current, name, directory => directory.Unlink(name));
                    }
                });
            }
            else if (cursor.Depth == 0)
            {
                return;
            }
            else
            {
                Try(cursor, cursor.Leave(), (cursor, name) =>
                {
                    if (!TryRemoveDirectory(cursor.Current, name, isLastAttempt: ++attempts >= MaximumAttempts))
                    {
                        cursor.Enter(name);
                    }
                    else
                    {
                        attempts = 0;
                    }
                });
            }
        }
    }

    // A file system may leave out names while others are removed: then the directory is read again.
    private static bool TryRemoveDirectory(DirectoryHandle parent, string name, bool isLastAttempt)
    {
        try
        {
            Unprotected(parent, name, directory => directory.RemoveDirectory(name));
            return true;
        }
        catch (LinuxException e) when (e.Error == Errno.ENOTEMPTY && !isLastAttempt)
        {
            return false;
        }
    }

    private static void Try(TreeCursor cursor, string name, Action<TreeCursor, string> step)
    {
        try
        {
            step(cursor, name);
        }
        catch (LinuxException e)
        {
            throw Failure(cursor.DisplayPathOf(name), cursor.Current, e);
        }
    }

    // EPERM, for root, means "immutable" or "append only": on the name or on the directory that it is in.
    private static void Unprotected(DirectoryHandle directory, string name, Action<DirectoryHandle> remove)
    {
        try
        {
            remove(directory);
        }
        catch (LinuxException e) when (e.Error == Errno.EPERM)
        {
            directory.ClearProtection();
            directory.ClearProtection(name);
            remove(directory);
        }
    }

    private static ImaginatorException Failure(string path, DirectoryHandle directory, LinuxException e) => new(
        e.Error is Errno.EXDEV or Errno.EBUSY
            ? $"cannot remove {path} in {directory.DisplayPath}: a file system is mounted there; unmount it and try again"
            : $"cannot remove {path} in {directory.DisplayPath}: {e.Error.Describe()}",
        e);
}
