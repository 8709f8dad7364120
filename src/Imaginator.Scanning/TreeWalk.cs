using System.Collections.Immutable;
using System.Threading.Channels;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Directories;
using Imaginator.Scanning.Exclusions;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Scanning;

/// <summary>
/// The walk through a tree: reads everything except the hashes. It numbers the entries of a directory, then walks its
/// subdirectories in sequence, so that the numbers depend on the tree alone.
/// </summary>
/// <remarks>
/// Besides the inodes, its memory is bounded by the maximum length of a path, and the number of open directories is constant.
/// </remarks>
/// <param name="root">The root directory; it belongs to the walk.</param>
/// <param name="device">The file system that the tree is on; what is on another one is left out.</param>
/// <param name="filter">What is left out besides; null for nothing.</param>
/// <param name="limits">The limits of the image.</param>
internal sealed class TreeWalk(
    ScannedDirectory root, ulong device, PathFilter? filter, ScanLimits limits, ChannelWriter<FileToHash> files)
{
    // Directories above are closed until the walk comes back.
    private const int MaximumOpenDirectories = 32;

    private static readonly DirectoryInode Placeholder = new() { Mode = (uint)FileType.Directory };

    private readonly List<OpenDirectory> _open = [];
    private readonly Dictionary<LinkKey, ulong> _links = [];
    private readonly List<Inode> _inodes = [];
    private readonly HashedFiles _hashed = new();
    private readonly LeftOut _leftOut = new(filter);
    private readonly ScanBudget _budget = new(limits);
    private readonly List<string> _skipped = [];
    private long _skippedCount;
    private DirectoryInode? _root;

    /// <summary>The number of files with contents to hash.</summary>
    public long ReadFiles => _hashed.Count;

    /// <summary>The sum of their sizes in bytes.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>Sockets and files of other file systems.</summary>
    public SkippedFiles Skipped => new(_skippedCount, _skipped);

    /// <summary>Walks. Files with contents are handed over while it goes on; the channel is completed at the end.</summary>
    /// <exception cref="ScanException">Something cannot be read, or breaks a rule or limit of images.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _root = await EnterAsync(new OpenDirectory(root, "", 0), cancellationToken);
            while (_open.Count > 0)
            {
                var current = _open[^1];
                if (current.TryNextSubdirectory(out var entry))
                {
                    var index = (int)entry.InodeNumber - 1;
                    _inodes[index] = await EnterAsync(Open(current, entry.Name, _inodes[index]), cancellationToken);
                }
                else
                {
                    _open.RemoveAt(_open.Count - 1);
                    current.Directory.Dispose();
                }
            }

            files.Complete();
        }
        finally
        {
            _open.ForEach(directory => directory.Directory.Dispose());
            _open.Clear();
        }
    }

    /// <summary>The tree, once the walk has ended and all hashes are known.</summary>
    public FileSystemTree ToTree()
    {
        foreach (var (index, inode) in _hashed.Enumerate())
        {
            _inodes[index] = inode;
        }

        return FileSystemTrees.Create(_root!, new InodeTable([.. _inodes]));
    }

    private async ValueTask<DirectoryInode> EnterAsync(OpenDirectory open, CancellationToken cancellationToken)
    {
        _open.Add(open);
        if (_open.Count > MaximumOpenDirectories)
        {
            _open[^(MaximumOpenDirectories + 1)].Directory.Close();
        }

        try
        {
            var names = open.Directory.ReadNames(_budget.MaximumNames, ScanBudget.MaximumNamesLength);
            _budget.AddDirectory(open.Path, names);
            var entries = ImmutableArray.CreateBuilder<DirectoryEntry>(names.Count);
            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!_leftOut.Contains(open.Path, name) && await AddAsync(open, name, cancellationToken) is { } number)
                {
                    _budget.AddName(name);
                    entries.Add(new DirectoryEntry(name, number));
                }
            }

            var inode = open.Directory.ReadInode() with { Entries = entries.DrainToImmutable() };
            RequireValid(open.Path, inode);
            _budget.AddMetadata(open.Path, "", inode);
            open.Entries = inode.Entries;
            return inode;
        }
        catch (LinuxException e)
        {
            throw Failure(open.Path, e);
        }
    }

    // Returns the number of the inode; null for what is left out.
    private async ValueTask<ulong?> AddAsync(OpenDirectory open, string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = open.Directory.Find(name) ?? throw new ScanException(
                $"cannot scan {PathNode.ToDisplay(open.PathOf(name))}: it vanished during the scan; make sure that no process changes the tree");
            if (found.Known is null && (found.Status.Type == FileType.Socket || found.Status.Device != device))
            {
                _skippedCount++;
                if (_skipped.Count < SkippedFiles.MaximumPaths)
                {
                    _skipped.Add(open.PathOf(name));
                }

                return null;
            }

            if ((TreeRules.FaultOfName(name) ?? TreeRules.FaultOfPath(open.PathLength, name)) is { } fault)
            {
                throw ScanException.OfRule(open.PathOf(name), fault);
            }

            if (found.Link is { } link && _links.TryGetValue(link, out var known))
            {
                return known;
            }

            var number = (ulong)_inodes.Count + 1;
            if (found.Link is { } newLink)
            {
                _links.Add(newLink, number);
            }

            _budget.AddFile();
            if (found.IsDirectory)
            {
                // It is read later; until then its number is taken, by what is known of it.
                _inodes.Add(found.Known ?? Placeholder);
                open.AddSubdirectory(number);
                return number;
            }

            await ReadAsync(open, name, found, cancellationToken);
            return number;
        }
        catch (LinuxException e)
        {
            throw Failure(open.PathOf(name), e);
        }
    }

    private async ValueTask ReadAsync(
        OpenDirectory open, string name, FoundEntry found, CancellationToken cancellationToken)
    {
        var read = open.Directory.Read(name, found);
        try
        {
            if (found.Known is null)
            {
                RequireValid(open.PathOf(name), read.Inode);
            }

            _budget.AddMetadata(open.Path, name, read.Inode);
            if (read.Inode is RegularInode { Size: > 0 } regular)
            {
                _budget.AddBytes(open.Path, name, regular.Size);
            }
        }
        catch
        {
            read.Contents?.Dispose();
            throw;
        }

        // An inode without its hash is incomplete and is not kept.
        var index = _inodes.Count;
        _inodes.Add(read.Contents is null ? read.Inode : Placeholder);
        if (read.Contents is not null)
        {
            await HandOverAsync(open.PathOf(name), index, read, cancellationToken);
        }
    }

    private async ValueTask HandOverAsync(string path, int index, ReadEntry read, CancellationToken cancellationToken)
    {
        var inode = (RegularInode)read.Inode;
        var file = new FileToHash(inode, path, read.Contents!, read.IsExpendable, _hashed.Add(index));
        try
        {
            ReadBytes += file.Length;
            await files.WriteAsync(file, cancellationToken);
        }
        catch
        {
            file.File.Dispose();
            throw;
        }
    }

    private static OpenDirectory Open(OpenDirectory parent, string name, Inode known)
    {
        try
        {
            var source = ReferenceEquals(known, Placeholder) ? null : (DirectoryInode)known;
            return new OpenDirectory(
                parent.Directory.Enter(name, source),
                parent.PathOf(name),
                parent.PathLength + 1 + TreeRules.ByteLength(name));
        }
        catch (LinuxException e)
        {
            throw Failure(parent.PathOf(name), e);
        }
    }

    private static void RequireValid(string path, Inode inode)
    {
        if (TreeRules.FaultOf(inode) is { } fault)
        {
            throw ScanException.OfRule(path, fault);
        }
    }

    private static ScanException Failure(string path, LinuxException e) =>
        new($"cannot scan {PathNode.ToDisplay(path.Length == 0 ? "/" : path)}: {e.Call}: {e.Error.Describe()}", e);

    /// <summary>A directory that the walk is in or above.</summary>
    /// <param name="Path">Its path; empty for the root.</param>
    /// <param name="PathLength">The length of the path in bytes.</param>
    private sealed record OpenDirectory(ScannedDirectory Directory, string Path, int PathLength)
    {
        private readonly List<ulong> _subdirectories = [];
        private int _nextSubdirectory;
        private int _nextEntry;

        /// <summary>The entries, once all are known.</summary>
        public ImmutableArray<DirectoryEntry> Entries { get; set; } = [];

        public string PathOf(string name) => Path + "/" + name;

        /// <summary>Notes an entry to walk into; in the order of the entries.</summary>
        public void AddSubdirectory(ulong number) => _subdirectories.Add(number);

        /// <summary>Moves to the next entry to walk into.</summary>
        public bool TryNextSubdirectory(out DirectoryEntry entry)
        {
            entry = default;
            if (_nextSubdirectory == _subdirectories.Count)
            {
                return false;
            }

            var number = _subdirectories[_nextSubdirectory++];
            while (Entries[_nextEntry].InodeNumber != number)
            {
                _nextEntry++;
            }

            entry = Entries[_nextEntry++];
            return true;
        }
    }
}
