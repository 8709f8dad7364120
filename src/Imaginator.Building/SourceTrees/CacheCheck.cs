using Imaginator.Building.Scanning;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;

namespace Imaginator.Building.SourceTrees;

/// <summary>Reads every cached tree from end to end and compares it with the digest that it is named by.</summary>
public sealed class CacheCheck
{
    private readonly CacheDirectory _directory;
    private readonly TimeProvider _timeProvider;
    private readonly List<string> _faults = [];
    private readonly List<string> _repairs = [];
    private int _trees;
    private long _bytes;

    private CacheCheck(CacheDirectory directory, TimeProvider timeProvider)
    {
        _directory = directory;
        _timeProvider = timeProvider;
    }

    /// <summary>Checks all trees except those that are being created or removed.</summary>
    /// <param name="path">The directory of the cache; one that is missing has no trees.</param>
    /// <param name="repair">Whether to remove those that differ; they are unpacked again when a build needs them.</param>
    /// <exception cref="ImaginatorException">The directory cannot be used.</exception>
    public static async Task<TreeCacheReport> RunAsync(
        string path, bool repair, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return new TreeCacheReport(0, 0, [], []);
        }

        try
        {
            using var directory = CacheDirectory.Open(path);
            return await new CacheCheck(directory, timeProvider).RunAsync(repair, cancellationToken);
        }
        catch (LinuxException e) when (e.Error == Errno.EROFS)
        {
            // The cache requires locks. Nothing that is read-only is used for builds.
            return new TreeCacheReport(0, 0, [], []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot check the unpacked source images in {path}: {e.Clause()}", e);
        }
    }

    private async Task<TreeCacheReport> RunAsync(bool repair, CancellationToken cancellationToken)
    {
        foreach (var name in _directory.ListNames())
        {
            if (_directory.TryOpenComplete(name) is var (entry, marker))
            {
                using (entry)
                {
                    if (await FindFaultAsync(entry, name, cancellationToken) is { } fault)
                    {
                        _faults.Add($"cached tree {entry.Path} (of {marker.ImageName}) {fault}");
                        if (repair)
                        {
                            Remove(entry, name);
                        }
                    }
                }
            }
        }

        return new TreeCacheReport(_trees, _bytes, [.. _faults], [.. _repairs]);
    }

    private async Task<string?> FindFaultAsync(CacheEntry entry, string name, CancellationToken cancellationToken)
    {
        _trees++;
        try
        {
            using var root = TreeRoot.OpenImage(entry.TreePath);
            await using var nowhere = new NoUpload();
            var scanned = await new TreeScanner(_timeProvider)
                .ScanAsync(root, null, nowhere, cancellationToken);
            _bytes += scanned.Statistics.Bytes;
            return TreeDigest.Compute(scanned.Tree) == name ? null : "differs from its image";
        }
        catch (Exception e) when (e is IOException or ScanException)
        {
            return $"cannot be read: {e.Message}";
        }
    }

    private void Remove(CacheEntry entry, string name)
    {
        string? newName;
        using (_directory.Lock())
        {
            newName = _directory.TryTakeOut(entry, name);
        }

        if (newName is null)
        {
            _repairs.Add($"{entry.Path}: kept, because a build uses it; check again later");
            return;
        }

        _directory.Remove(newName, entry);
        _repairs.Add($"{entry.Path}: removed; the next build that requires it unpacks it again");
    }
}
