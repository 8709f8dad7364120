using Imaginator.Building.Manifests;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Identities;

/// <summary>
/// The regular files that commands of a build made or changed: neither those that the source image has, nor those that the
/// manifest contains. Not thread-safe.
/// </summary>
internal sealed class MadeFiles : IDisposable
{
    // Files with identities are small.
    private const int MaximumLength = 64 * 1024;

    // Of a directory that a pattern with a star is compared with. Commands of a build fill it.
    private const int MaximumNames = 10_000;
    private const int MaximumLengthOfNames = 1 << 20;

    private static readonly string[] CopiedEntries =
        [ManifestEntries.Files, ManifestEntries.PostInstallFiles, ManifestEntries.PostScriptsFiles];

    private static readonly string[] AppendedEntries = [ManifestEntries.FilesAppend, ManifestEntries.PostInstallFilesAppend];

    private readonly TreeRoot _image;
    private readonly TreeRoot _changes;
    private readonly FileSystemTree? _source;
    private readonly TreeRoot? _manifest;

    /// <param name="tree">The tree of the build.</param>
    /// <param name="source">The tree of the source image; null for none.</param>
    /// <param name="manifestPath">The directory of the manifest; it can be missing.</param>
    public MadeFiles(WorkingTree tree, FileSystemTree? source, string manifestPath)
    {
        _image = tree.Root;
        _changes = tree.OpenChanges();
        _source = source;
        _manifest = Directory.Exists(manifestPath) ? TreeRoot.OpenManifest(manifestPath) : null;
    }

    /// <summary>Whether a search ended at its limit, so that some files were not found.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The made files of a pattern; see <see cref="IdentityRule.Paths"/>.</summary>
    public List<string> Find(string pattern)
    {
        var slash = pattern.LastIndexOf('/');
        var (parent, last) = (pattern[..slash], pattern[(slash + 1)..]);
        using var directory = TryOpenDirectory(_changes, parent);
        if (directory is null)
        {
            return [];
        }

        var names = last.Contains('*', StringComparison.Ordinal)
            ? ReadNames(directory).Where(name => Matches(name, last))
            : [last];
        return [.. names.Where(name => IsMade(directory, parent, name)).Select(name => $"{parent}/{name}")];
    }

    /// <summary>
    /// All made files below a directory that are not too long to contain identities, in no particular order. They are searched while
    /// the caller enumerates them.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="maximumNames">The number of names, of any kind, after which the search ends.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public IEnumerable<string> FindBelow(string path, int maximumNames, CancellationToken cancellationToken)
    {
        using var directory = TryOpenDirectory(_changes, path);
        if (directory is null)
        {
            yield break;
        }

        // Not sorted, and one path at a time: no limit of the scan applies yet, and a build can make many long paths.
        using var cursor = new TreeCursor(directory, sorted: false);
        var names = 0;
        foreach (var (name, status) in cursor.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++names > maximumNames)
            {
                IsIncomplete = true;
                yield break;
            }

            if (status is { Type: FileType.Regular, Size: > 0 and <= MaximumLength }
                && IsMade(cursor.Current, path + cursor.Path, name))
            {
                yield return $"{path}{cursor.Path}/{name}";
            }
        }
    }

    /// <summary>Reads a file of the image; null if it cannot be read or is too long.</summary>
    public byte[]? Read(string path) => TryRead(_image, path);

    public void Dispose()
    {
        _changes.Dispose();
        _manifest?.Dispose();
    }

    private List<string> ReadNames(DirectoryHandle directory)
    {
        var names = directory.ReadEntries(MaximumNames, MaximumLengthOfNames);
        IsIncomplete |= names.Count > MaximumNames || names.Sum(name => (long)name.Length) > MaximumLengthOfNames;
        return names;
    }

    private bool IsMade(DirectoryHandle directory, string parent, string name) =>
        directory.TryGetStatus(name) is { Type: FileType.Regular } status
        && !IsOfSource($"{parent}/{name}", status)
        && !IsOfManifest($"{parent}/{name}");

    private bool IsOfSource(string path, FileStatus status)
    {
        Inode? inode = _source?.Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = (inode as DirectoryInode)?.Entries.FirstOrDefault(entry => entry.Name == name);
            if (entry is not { Name: not null } found)
            {
                return false;
            }

            inode = _source!.InodeTable[found.InodeNumber];
        }

        return inode is RegularInode file
            && file.Size == (ulong)status.Size
            && file.MtimeSeconds == status.MtimeSeconds
            && file.MtimeNanoseconds == status.MtimeNanoseconds;
    }

    /// <summary>
    /// Whether the manifest has the file. A script can have replaced it since: the package systemd writes an ID into the empty
    /// <c>/etc/machine-id</c> of a manifest.
    /// </summary>
    private bool IsOfManifest(string path)
    {
        if (_manifest is null)
        {
            return false;
        }

        return AppendedEntries.Any(entry => TryRead(_manifest, entry + path) is not null)
            || CopiedEntries.Any(entry => TryRead(_manifest, entry + path) is { } wanted
                && TryRead(_changes, path) is { } present
                && wanted.AsSpan().SequenceEqual(present));
    }

    /// <summary>Whether a name matches a pattern with one star.</summary>
    private static bool Matches(string name, string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        var (head, tail) = (pattern[..star], pattern[(star + 1)..]);
        return name.Length >= head.Length + tail.Length
            && name.StartsWith(head, StringComparison.Ordinal)
            && name.EndsWith(tail, StringComparison.Ordinal);
    }

    private static DirectoryHandle? TryOpenDirectory(TreeRoot root, string path)
    {
        try
        {
            return root.TryOpenDirectory(path);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV)
        {
            return null;
        }
    }

    private static byte[]? TryRead(TreeRoot root, string path)
    {
        try
        {
            using var file = root.OpenFile(path);
            return Read(file);
        }
        catch (LinuxException e) when (e.Error
            is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV or Errno.EINVAL or Errno.ENXIO or Errno.ENAMETOOLONG)
        {
            return null;
        }
    }

    private static byte[]? Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        if (length > MaximumLength)
        {
            return null;
        }

        var contents = new byte[length];
        var read = 0;
        while (read < contents.Length && RandomAccess.Read(file, contents.AsSpan(read), read) is > 0 and var more)
        {
            read += more;
        }

        return contents[..read];
    }
}
