using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The cache directory of a stream on this machine: made before a build, trimmed after it. All directories are siblings
/// (<see cref="CacheDirectoryName"/>), so that no stream can reach the cache of another one. Builds write the content: links in
/// it are never followed.
/// </summary>
internal static class BuildCache
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const uint DirectoryPermissions = 0x1ED; // 0755

    // The size of the smallest file on a disk, in bytes: a limit must count empty files too.
    private const long MinimumFileBytes = 4096;

    /// <summary>Makes the directory of a stream if it is missing.</summary>
    /// <returns>Its name in <see cref="BuildCacheSettings.BaseDirectory"/>.</returns>
    public static string Prepare(BuildCacheSettings settings, string streamName)
    {
        try
        {
            // Builds can leave set-uid programs in it: only root has access.
            Directory.CreateDirectory(settings.BaseDirectory, OwnerOnly);
            Open(settings, streamName, make: true)!.Dispose();
            return CacheDirectoryName.Of(streamName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use the cache directory of {streamName} in {settings.BaseDirectory}: {e.Clause()}; "
                + "remove the conflicting file or change Cache in the configuration",
                e);
        }
    }

    /// <summary>Removes the oldest files until the size limit is met, and the directories that are empty then.</summary>
    /// <returns>The number of removed bytes.</returns>
    public static long Trim(BuildCacheSettings settings, string streamName, CancellationToken cancellationToken)
    {
        using var directory = Open(settings, streamName, make: false);
        if (directory is null || settings.SizeLimit == 0)
        {
            return 0;
        }

        // Only ages and sizes: a hostile build could choose paths that fill the memory.
        var files = new List<(long Seconds, int Nanoseconds, long Size)>();
        using (var cursor = new TreeCursor(directory, sorted: false))
        {
            foreach (var (_, status) in FilesOf(cursor, cancellationToken))
            {
                files.Add((status.MtimeSeconds, status.MtimeNanoseconds, SizeOf(status)));
            }
        }

        var excess = files.Sum(file => file.Size) - settings.SizeLimit;
        if (excess <= 0)
        {
            return 0;
        }

        files.Sort();
        var (seconds, nanoseconds) = NewestToRemove(files, excess);
        return RemoveUpTo(directory, seconds, nanoseconds, cancellationToken);
    }

    private static DirectoryHandle? Open(BuildCacheSettings settings, string streamName, bool make)
    {
        using var parent = DirectoryHandle.OpenHost(settings.BaseDirectory);
        var name = CacheDirectoryName.Of(streamName);
        if (parent.TryGetStatus(name) is null)
        {
            if (!make)
            {
                return null;
            }

            MakeUnlessThere(parent, name);
        }

        return parent.OpenDirectory(name);
    }

    private static void MakeUnlessThere(DirectoryHandle parent, string name)
    {
        try
        {
            parent.MakeDirectory(name, DirectoryPermissions);

            // Builds copy files from here into images, with their access control lists.
            using var made = parent.OpenDirectory(name);
            InheritedAttributes.Clear(made, DirectoryPermissions);
        }
        catch (LinuxException e) when (e.Error == Errno.EEXIST)
        {
            // Another build of the stream was faster.
            return;
        }
    }

    private static (long Seconds, int Nanoseconds) NewestToRemove(
        List<(long Seconds, int Nanoseconds, long Size)> oldestFirst, long excess)
    {
        var i = 0;
        while ((excess -= oldestFirst[i].Size) > 0)
        {
            i++;
        }

        return (oldestFirst[i].Seconds, oldestFirst[i].Nanoseconds);
    }

    private static long RemoveUpTo(
        DirectoryHandle directory, long seconds, int nanoseconds, CancellationToken cancellationToken)
    {
        var removed = 0L;
        using var cursor = new TreeCursor(directory, sorted: false);
        foreach (var (name, status) in FilesOf(cursor, cancellationToken))
        {
            if ((status.MtimeSeconds, status.MtimeNanoseconds).CompareTo((seconds, nanoseconds)) <= 0)
            {
                TreeRemover.Remove(cursor.Current, name, cancellationToken);
                removed += SizeOf(status);
            }
        }

        return removed;
    }

    private static IEnumerable<(string Name, FileStatus Status)> FilesOf(
        TreeCursor cursor, CancellationToken cancellationToken)
    {
        foreach (var entry in cursor.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Status.Type != FileType.Directory)
            {
                yield return entry;
            }
        }
    }

    private static long SizeOf(FileStatus status) =>
        status.Type == FileType.Regular ? Math.Max(status.AllocatedSize, MinimumFileBytes) / Math.Max(1, (long)status.LinkCount) : MinimumFileBytes;
}
