using System.Diagnostics.CodeAnalysis;
using System.Text;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// A walk through an untrusted tree: it never leaves the mount, follows no link and keeps one directory
/// open at any depth.
/// </summary>
/// <remarks>
/// The names of a directory are read once, on the way in. The way back up goes through <c>..</c>; it is an error if
/// that is not the directory that the walk came from (because another process moved directories). Not thread-safe.
/// </remarks>
internal sealed class TreeCursor : IDisposable
{
    private const int MaximumDisplayPathLength = 1024;

    private readonly DirectoryHandle _root;
    private readonly Stack<Frame> _above = new();
    private readonly StringBuilder _path = new();
    private List<string> _names;
    private int _next;

    /// <summary>Starts a walk.</summary>
    /// <param name="root">The directory to start in; it stays the caller's.</param>
    public TreeCursor(DirectoryHandle root)
    {
        _root = root;
        Current = root;
        _names = root.ReadEntries();
    }

    /// <summary>The directory that the walk is in.</summary>
    public DirectoryHandle Current { get; private set; }

    /// <summary>The depth of the walk below its start.</summary>
    public int Depth => _above.Count;

    /// <summary>Moves to the next name of the current directory, in byte order.</summary>
    public bool TryNext([NotNullWhen(true)] out string? name)
    {
        name = _next < _names.Count ? _names[_next++] : null;
        return name is not null;
    }

    /// <summary>Goes into a directory of the current one.</summary>
    /// <exception cref="LinuxException">It cannot be opened; EXDEV if it is a mount point.</exception>
    public void Enter(string name)
    {
        var status = Current.GetStatus();
        var directory = Current.OpenDirectoryOnSameMount(name);
        var above = Current;
        _above.Push(new Frame(name, _names, _next, status.Device, status.InodeNumber));
        Current = directory;
        _path.Append('/').Append(name);
        Close(above);
        _next = 0;
        _names = directory.ReadEntries();
    }

    /// <summary>Goes back up.</summary>
    /// <exception cref="ImaginatorException">The directory was moved.</exception>
    public string Leave()
    {
        var frame = _above.Pop();
        var above = _above.Count == 0 ? _root : Current.OpenParentOnSameMount();
        Close(Current);
        Current = above;
        _path.Length -= frame.Name.Length + 1;
        (_names, _next) = (frame.Names, frame.Next);
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
    /// Walks through everything from here on: a directory before what is in it, names in byte order. While an entry is
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

    /// <inheritdoc/>
    public void Dispose() => Close(Current);

    private void Close(DirectoryHandle directory)
    {
        if (!ReferenceEquals(directory, _root))
        {
            directory.Dispose();
        }
    }

    private readonly record struct Frame(string Name, List<string> Names, int Next, ulong Device, ulong InodeNumber);
}
