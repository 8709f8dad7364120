using System.Diagnostics.CodeAnalysis;
using System.Text;
using Imaginator.Files;

namespace Imaginator.Linux.Trees;

/// <summary>
/// A walk through an untrusted tree: it never leaves the mount, follows no link and keeps one directory
/// open at any depth. Its memory is bounded by the depth and the lengths of the names above, not by the number of names.
/// </summary>
/// <remarks>
/// The way back up goes through <c>..</c>; it is an error if that is not the directory that the walk came from (because
/// another process moved directories). Not thread-safe.
/// </remarks>
public sealed class TreeCursor : IDisposable
{
    private const int MaximumDisplayPathLength = 1024;

    // Above these levels, names are read again on the way back up.
    private const int LevelsInMemory = 64;

    // Of all names in memory at a time, in characters, for a walk in byte order.
    private const long MaximumSortedLength = 64 * 1024 * 1024;

    private readonly DirectoryHandle _root;
    private readonly bool _sorted;
    private readonly List<Frame> _above = [];
    private readonly StringBuilder _path = new();
    private DirectoryListing _listing;
    private long _sortedLength;

    /// <summary>Starts a walk.</summary>
    /// <param name="root">The directory to start in; it stays the caller's.</param>
    /// <param name="sorted">
    /// Whether names come in byte order; otherwise in the order of the directory. Names that are added or removed during the
    /// walk may be missed.
    /// </param>
    /// <exception cref="ImaginatorException">In byte order: the directory has too many names.</exception>
    public TreeCursor(DirectoryHandle root, bool sorted)
    {
        ArgumentNullException.ThrowIfNull(root);
        _root = root;
        _sorted = sorted;
        Current = root;
        _listing = List(root);
    }

    /// <summary>The directory that the walk is in.</summary>
    public DirectoryHandle Current { get; private set; }

    /// <summary>The depth of the walk below its start.</summary>
    public int Depth => _above.Count;

    /// <summary>Moves to the next name of the current directory.</summary>
    public bool TryNext([NotNullWhen(true)] out string? name) => _listing.TryNext(Current, out name);

    /// <summary>Goes into a directory of the current one.</summary>
    /// <exception cref="LinuxException">It cannot be opened; EXDEV if it is a mount point.</exception>
    /// <exception cref="ImaginatorException">In byte order: the directory has too many names.</exception>
    public void Enter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var status = Current.GetStatus();
        var directory = Current.OpenDirectoryOnSameMount(name);
        var above = Current;
        _above.Add(new Frame(name, _listing, status.Device, status.InodeNumber));
        if (_above.Count > LevelsInMemory)
        {
            _above[^(LevelsInMemory + 1)].Listing.Shrink();
        }

        Current = directory;
        _path.Append('/').Append(name);
        Close(above);
        _listing = List(directory);
    }

    /// <summary>Goes back up.</summary>
    /// <exception cref="ImaginatorException">The directory was moved.</exception>
    public string Leave()
    {
        var frame = _above[^1];
        _above.RemoveAt(_above.Count - 1);
        var above = _above.Count == 0 ? _root : Current.OpenParentOnSameMount();
        Close(Current);
        Current = above;
        _path.Length -= frame.Name.Length + 1;
        _sortedLength -= _listing.SortedLength;
        _listing = frame.Listing;
        var status = above.GetStatus();
        if (status.Device != frame.Device || status.InodeNumber != frame.InodeNumber)
        {
            throw new ImaginatorException(
                $"{DisplayPathOf(frame.Name)} in {_root.DisplayPath} was moved during the walk; "
                + "make sure that nothing else changes the tree, and try again");
        }

        return frame.Name;
    }

    /// <summary>
    /// Walks through everything from here on: a directory before its entries. While an entry is
    /// looked at, <see cref="Current"/> is the directory that it is in.
    /// </summary>
    /// <returns>The entries, without those that vanish during the walk.</returns>
    /// <exception cref="LinuxException">A directory cannot be read.</exception>
    public IEnumerable<(string Name, FileStatus Status)> Walk()
    {
        while (true)
        {
            if (TryNext(out var name))
            {
                if (Current.TryGetStatus(name) is { } status)
                {
                    yield return (name, status);
                    if (status.Type == FileType.Directory)
                    {
                        Enter(name);
                    }
                }
            }
            else if (Depth == 0)
            {
                yield break;
            }
            else
            {
                Leave();
            }
        }
    }

    /// <summary>The path of <see cref="Current"/>, starting with a slash; empty at the start of the walk.</summary>
    public string Path => _path.ToString();

    /// <summary>The path of a name in the current directory, starting with a slash at the start of the walk.</summary>
    public string PathOf(string name) => $"{_path}/{name}";

    /// <summary>The path of a name in the current directory, for messages: printable and not too long.</summary>
    public string DisplayPathOf(string name) => FileName.ToDisplay(
        _path.Length <= MaximumDisplayPathLength ? PathOf(name) : $"{_path.ToString(0, MaximumDisplayPathLength)}/…/{name}");

    private string DisplayPath => FileName.ToDisplay(
        _path.Length <= MaximumDisplayPathLength ? Path : $"{_path.ToString(0, MaximumDisplayPathLength)}…");

    /// <inheritdoc/>
    public void Dispose() => Close(Current);

    private DirectoryListing List(DirectoryHandle directory)
    {
        if (!_sorted)
        {
            return DirectoryListing.InOrderOfDirectory();
        }

        var listing = DirectoryListing.TrySorted(directory, MaximumSortedLength - _sortedLength) ?? throw new ImaginatorException(
            $"cannot read {(_path.Length == 0 ? "/" : DisplayPath)} in {_root.DisplayPath}: the directory has too many names; "
            + "move files to other directories");
        _sortedLength += listing.SortedLength;
        return listing;
    }

    private void Close(DirectoryHandle directory)
    {
        if (!ReferenceEquals(directory, _root))
        {
            directory.Dispose();
        }
    }

    private readonly record struct Frame(string Name, DirectoryListing Listing, ulong Device, ulong InodeNumber);
}
