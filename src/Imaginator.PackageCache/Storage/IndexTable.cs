using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Storage;

/// <summary>
/// The indexes of the cache in memory, by repository: each request for a file looks for the indexes above it. The table follows
/// the directory, which other processes change too. It removes indexes above a maximum number: first those that only one
/// command used, so that a command with thousands of repositories does not remove those of others. Thread-safe.
/// </summary>
internal sealed class IndexTable(string directory, int maximum, Func<string, FileHead?> readHead)
{
    // A change within the same step of the clock of the file system is not visible in the time of the directory.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IndexEntry> _byPath = [];
    private readonly Dictionary<string, List<IndexEntry>> _byRoot = [];
    private DateTime _version;
    private long _uses;

    /// <summary>The heads of the indexes that describe a file.</summary>
    public IReadOnlyList<FileHead> Above(CacheKey key)
    {
        lock (_lock)
        {
            Refresh();
            var heads = new List<FileHead>();
            var byRoot = _byRoot.GetAlternateLookup<ReadOnlySpan<char>>();
            var url = key.Address.AbsoluteUri.AsSpan();
            for (var end = url.Length - key.Address.PathAndQuery.Length; end < url.Length; end++)
            {
                if (url[end] == '/' && byRoot.TryGetValue(url[..(end + 1)], out var entries))
                {
                    heads.AddRange(entries.Select(entry => entry.Head).Where(head => head.Upstream == key.Route));
                }
            }

            return heads;
        }
    }

    /// <summary>Records that a command used an index.</summary>
    public void MarkUsed(string path, Guid command)
    {
        lock (_lock)
        {
            Refresh();
            if (_byPath.TryGetValue(path, out var entry))
            {
                entry.IsShared |= entry.LastUse > 0 && entry.FirstUser != command;
                entry.FirstUser = entry.LastUse > 0 ? entry.FirstUser : command;
                entry.LastUse = ++_uses;
                RemoveExcess();
            }
        }
    }

    private void Refresh()
    {
        var version = Directory.GetLastWriteTimeUtc(directory);
        if (version == _version)
        {
            return;
        }

        var gone = new HashSet<string>(_byPath.Keys);
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
        {
            // Another process can have removed it.
            if (file.Exists)
            {
                gone.Remove(file.FullName);
                Read(file);
            }
        }

        foreach (var path in gone)
        {
            Forget(_byPath[path]);
        }

        // The clock of the file system is that of the machine.
        _version = TimeProvider.System.GetUtcNow().UtcDateTime - version < ClockStep ? default : version;
        RemoveExcess();
    }

    private void Read(FileInfo file)
    {
        _byPath.TryGetValue(file.FullName, out var known);
        if (known is not null && known.Length == file.Length && known.WrittenAt == file.LastWriteTimeUtc)
        {
            return;
        }

        if (known is not null)
        {
            Forget(known);
        }

        if (readHead(file.FullName) is not { } head)
        {
            return;
        }

        var entry = new IndexEntry(file.FullName, RepositoryAddress.RootOf(head.Url), head, file.Length, file.LastWriteTimeUtc)
        {
            FirstUser = known?.FirstUser ?? default,
            IsShared = known?.IsShared ?? false,
            LastUse = known?.LastUse ?? 0,
        };
        _byPath[entry.Path] = entry;
        if (!_byRoot.TryGetValue(entry.Root, out var entries))
        {
            _byRoot[entry.Root] = entries = [];
        }

        entries.Add(entry);
    }

    private void RemoveExcess()
    {
        if (_byPath.Count <= maximum)
        {
            return;
        }

        var excess = _byPath.Values.OrderBy(entry => entry.IsShared).ThenBy(entry => entry.LastUse).Take(_byPath.Count - maximum).ToList();
        foreach (var entry in excess)
        {
            File.Delete(entry.Path);
            Forget(entry);
        }
    }

    private void Forget(IndexEntry entry)
    {
        _byPath.Remove(entry.Path);
        if (_byRoot.TryGetValue(entry.Root, out var entries) && entries.Remove(entry) && entries.Count == 0)
        {
            _byRoot.Remove(entry.Root);
        }
    }
}
