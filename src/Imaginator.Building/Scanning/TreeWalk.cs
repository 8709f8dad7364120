using System.Collections.Immutable;
using System.Threading.Channels;
using Imaginator.Building.Filtering;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning;

/// <summary>
/// The walk through a tree: finds out everything but the hashes. It numbers the entries of a directory, then walks its
/// subdirectories one after the other, so that the numbers depend on the tree alone.
/// </summary>
internal sealed class TreeWalk(TreeRoot tree, PathFilter? filter, ChannelWriter<FileToHash> files)
{
    // Where the client on a machine keeps its own things; images never have it.
    private const string Reserved = "/.subd";

    private readonly Stack<OpenDirectory> _open = new();
    private readonly Dictionary<ulong, ulong> _hardLinks = [];
    private readonly List<Inode> _inodes = [];
    private readonly List<FileToHash> _contents = [];
    private DirectoryInode? _root;
    private ulong _device;

    /// <summary>Walks. Files with contents are handed over while it goes on; the channel is completed at the end.</summary>
    /// <exception cref="ScanException">Something cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _device = tree.Directory.GetStatus().Device;
            _root = await EnterAsync(tree.Directory, "", cancellationToken);
            while (_open.TryPeek(out var current))
            {
                if (current.Subdirectories.TryDequeue(out var next))
                {
                    var handle = Do(next.Path, () => current.Handle.OpenDirectory(next.Name));
                    _inodes[next.Index] = await EnterAsync(handle, next.Path, cancellationToken);
                }
                else
                {
                    Leave();
                }
            }

            files.Complete();
        }
        finally
        {
            while (_open.Count > 0)
            {
                Leave();
            }
        }
    }

    /// <summary>The tree, once the walk has ended and all hashes are known.</summary>
    public FileSystemTree ToTree()
    {
        foreach (var file in _contents)
        {
            _inodes[file.Index] = (RegularInode)_inodes[file.Index] with { Hash = file.Hash };
        }

        return FileSystemTrees.Create(
            _root!, _inodes.Select((inode, index) => KeyValuePair.Create((ulong)index + 1, inode)));
    }

    // The caller's root stays open.
    private void Leave()
    {
        var handle = _open.Pop().Handle;
        if (!ReferenceEquals(handle, tree.Directory))
        {
            handle.Dispose();
        }
    }

    private async ValueTask<DirectoryInode> EnterAsync(
        DirectoryHandle handle, string path, CancellationToken cancellationToken)
    {
        var directory = new OpenDirectory(handle);
        _open.Push(directory);
        var names = Do(path, handle.ReadEntries);
        var entries = ImmutableArray.CreateBuilder<DirectoryEntry>(names.Count);
        foreach (var name in names)
        {
            var entryPath = path + "/" + name;
            if (entryPath == Reserved || filter?.IsMatch(entryPath) == true)
            {
                continue;
            }

            if (await AddAsync(directory, name, entryPath, cancellationToken) is { } number)
            {
                entries.Add(new DirectoryEntry(name, number));
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var status = handle.GetStatus();
        return new DirectoryInode
        {
            Mode = status.Mode,
            Uid = status.Uid,
            Gid = status.Gid,
            ExtendedAttributes = Do(path, handle.GetExtendedAttributes),
            Entries = entries.DrainToImmutable(),
        };
    }

    // Returns the number of the inode; null for what is left out.
    private async ValueTask<ulong?> AddAsync(
        OpenDirectory directory, string name, string path, CancellationToken cancellationToken)
    {
        var status = Do(path, () => directory.Handle.TryGetStatus(name))
            ?? throw new ScanException($"Cannot scan {FileName.ToDisplay(path)}: it vanished meanwhile; is something still at work in the tree?");
        if (status.Type == FileType.Socket || status.Device != _device)
        {
            return null;
        }

        if (status.Type != FileType.Directory && _hardLinks.TryGetValue(status.InodeNumber, out var known))
        {
            return known;
        }

        var index = _inodes.Count;
        var number = (ulong)index + 1;
        switch (status.Type)
        {
            case FileType.Directory:
                // Its own turn comes later; until then any inode keeps its place.
                _inodes.Add(new DirectoryInode { Mode = status.Mode });
                directory.Subdirectories.Enqueue(new Subdirectory(name, path, index));
                return number;
            case FileType.Regular when status.Size > 0:
                await AddContentsAsync(directory.Handle, name, path, status, cancellationToken);
                break;
            default:
                _inodes.Add(Do(path, () => InodeReader.Read(directory.Handle, name, status)));
                break;
        }

        if (status.LinkCount > 1)
        {
            _hardLinks.Add(status.InodeNumber, number);
        }

        return number;
    }

    private async ValueTask AddContentsAsync(
        DirectoryHandle directory, string name, string path, FileStatus status, CancellationToken cancellationToken)
    {
        var handle = Do(path, () => directory.OpenFile(name));
        var file = new FileToHash(_inodes.Count, path, handle, status.Size);
        try
        {
            _inodes.Add(InodeReader.ToRegular(status, Do(path, () => FileHandles.GetExtendedAttributes(handle))));
            _contents.Add(file);
            await files.WriteAsync(file, cancellationToken);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static T Do<T>(string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (LinuxException e)
        {
            throw new ScanException(
                $"Cannot scan {FileName.ToDisplay(path.Length == 0 ? "/" : path)}: {e.Call}: {e.Error.Describe()}", e);
        }
    }

    private sealed record OpenDirectory(DirectoryHandle Handle)
    {
        public Queue<Subdirectory> Subdirectories { get; } = new();
    }

    private readonly record struct Subdirectory(string Name, string Path, int Index);
}
