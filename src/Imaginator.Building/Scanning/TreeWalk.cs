using System.Collections.Immutable;
using System.Threading.Channels;
using Imaginator.Building.Filtering;
using Imaginator.Building.Scanning.Directories;
using Imaginator.Building.Scanning.Inodes;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning;

/// <summary>
/// The walk through a tree: reads everything except the hashes. It numbers the entries of a directory, then walks its
/// subdirectories in sequence, so that the numbers depend on the tree alone.
/// </summary>
/// <param name="root">The root directory; it belongs to the walk.</param>
/// <param name="device">The file system that the tree is on; what is on another one is left out.</param>
/// <param name="filter">What is left out besides; null for nothing.</param>
internal sealed class TreeWalk(
    ScannedDirectory root, ulong device, PathFilter? filter, ChannelWriter<FileToHash> files)
{
    // Where the client on a machine keeps its own things; images never have it.
    private const string Reserved = ".subd";

    private static readonly DirectoryInode Placeholder = new() { Mode = (uint)FileType.Directory };

    private readonly Stack<OpenDirectory> _open = new();
    private readonly Dictionary<LinkKey, ulong> _links = [];
    private readonly List<Inode> _inodes = [];
    private readonly HashedFiles _hashed = new();
    private readonly PathText _path = new();
    private DirectoryInode? _root;

    /// <summary>The number of files with contents to hash.</summary>
    public long ReadFiles => _hashed.Count;

    /// <summary>The sum of their sizes in bytes.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>Walks. Files with contents are handed over while it goes on; the channel is completed at the end.</summary>
    /// <exception cref="ScanException">Something cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _root = await EnterAsync(root, "", cancellationToken);
            while (_open.TryPeek(out var current))
            {
                if (current.Subdirectories.TryDequeue(out var next))
                {
                    _inodes[next.Index] = await EnterAsync(Open(current, next), next.Path, cancellationToken);
                }
                else
                {
                    _open.Pop().Directory.Dispose();
                }
            }

            files.Complete();
        }
        finally
        {
            while (_open.TryPop(out var directory))
            {
                directory.Directory.Dispose();
            }
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

    private async ValueTask<DirectoryInode> EnterAsync(
        ScannedDirectory directory, string path, CancellationToken cancellationToken)
    {
        var open = new OpenDirectory(directory, path);
        _open.Push(open);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var names = directory.ReadNames();
            var entries = ImmutableArray.CreateBuilder<DirectoryEntry>(names.Count);
            foreach (var name in names)
            {
                if (!IsLeftOut(path, name) && await AddAsync(open, name, cancellationToken) is { } number)
                {
                    entries.Add(new DirectoryEntry(name, number));
                }
            }

            return directory.ReadInode() with { Entries = entries.DrainToImmutable() };
        }
        catch (LinuxException e)
        {
            throw Failure(path.Length == 0 ? "/" : path, e);
        }
    }

    private bool IsLeftOut(string path, string name) =>
        (path.Length == 0 && name == Reserved) || (filter is not null && filter.IsMatch(_path.Join(path, name)));

    // Returns the number of the inode; null for what is left out.
    private async ValueTask<ulong?> AddAsync(OpenDirectory open, string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = open.Directory.Find(name) ?? throw new ScanException(
                $"cannot scan {FileName.ToDisplay(open.PathOf(name))}: it vanished during the scan; make sure that no process changes the tree");
            if (found.Known is null && (found.Status.Type == FileType.Socket || found.Status.Device != device))
            {
                return null;
            }

            if (found.Link is { } link && _links.TryGetValue(link, out var known))
            {
                return known;
            }

            var index = _inodes.Count;
            var number = (ulong)index + 1;
            if (found.Link is { } newLink)
            {
                _links.Add(newLink, number);
            }

            if (found.IsDirectory)
            {
                // It is read later; until then a placeholder reserves its number.
                _inodes.Add(Placeholder);
                open.Subdirectories.Enqueue(new Subdirectory(name, open.PathOf(name), index, found));
                return number;
            }

            var read = open.Directory.Read(name, found);

            // An inode without its hash is incomplete and is not kept.
            _inodes.Add(read.Contents is null ? read.Inode : Placeholder);
            if (read.Contents is not null)
            {
                await HandOverAsync(open.PathOf(name), index, read, cancellationToken);
            }

            return number;
        }
        catch (LinuxException e)
        {
            throw Failure(open.PathOf(name), e);
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

    private static ScannedDirectory Open(OpenDirectory parent, in Subdirectory next)
    {
        try
        {
            return parent.Directory.Enter(next.Name, next.Found);
        }
        catch (LinuxException e)
        {
            throw Failure(next.Path, e);
        }
    }

    private static ScanException Failure(string path, LinuxException e) =>
        new($"cannot scan {FileName.ToDisplay(path)}: {e.Call}: {e.Error.Describe()}", e);

    private sealed record OpenDirectory(ScannedDirectory Directory, string Path)
    {
        public Queue<Subdirectory> Subdirectories { get; } = new();

        public string PathOf(string name) => Path + "/" + name;
    }

    private readonly record struct Subdirectory(string Name, string Path, int Index, FoundEntry Found);
}
