using System.Text;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>
/// Writes a git tree to an empty directory: files with mode 0644 or 0755, directories with 0755, and symbolic links. Ignores
/// attributes, filters and hooks of the repository. No other process must write to the directory.
/// </summary>
/// <remarks>
/// Nothing is written outside the directory: the writer creates each entry by a single name in an open directory and never
/// opens existing entries, so that it cannot follow links of the tree.
/// </remarks>
internal sealed class TreeWriter(Repository repository, long maximumBytes, string displayUrl, CancellationToken cancellationToken)
{
    private const long EntryOverhead = 4096;
    private const int MaximumLinkBytes = 4095;
    private const int MaximumDepth = 256; // Each level is an open directory.

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long _charged;
    private int _entries;
    private long _bytes;

    /// <summary>Writes the selected files of a tree. Fails with <see cref="LibGit2SharpException"/> if an object is damaged.</summary>
    public TreeSize Write(Tree tree, FileSelection selection, string path, DirectoryHandle target)
    {
        WriteEntries(tree, selection, "", path, target, depth: 0);
        return new TreeSize(_entries, _bytes);
    }

    /// <summary>Removes the contents of a directory.</summary>
    public static void Empty(DirectoryHandle target)
    {
        foreach (var name in target.ReadEntries())
        {
            if (target.TryGetStatus(name)?.Type != FileType.Directory)
            {
                target.Unlink(name);
                continue;
            }

            using (var directory = target.OpenDirectoryOnSameMount(name))
            {
                Empty(directory);
            }

            target.RemoveDirectory(name);
        }
    }

    private void WriteEntries(
        Tree tree, FileSelection selection, string selectedPath, string path, DirectoryHandle target, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Bad(path, $"is nested in more than {MaximumDepth} directories");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in tree)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var selected = selectedPath.Length == 0 ? entry.Name : $"{selectedPath}/{entry.Name}";
            if (!selection.Contains(selected, entry.TargetType == TreeEntryTargetType.Tree))
            {
                continue;
            }

            var entryPath = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
            EntryName.Check(entry.Name, entryPath, displayUrl);
            if (!names.Add(entry.Name))
            {
                throw Bad(entryPath, "occurs twice in its directory");
            }

            _entries++;
            Charge(EntryOverhead);
            switch (entry.TargetType)
            {
                case TreeEntryTargetType.Tree:
                    target.MakeDirectory(entry.Name, FileModes.Mode0755);
                    using (var directory = target.OpenDirectory(entry.Name))
                    {
                        WriteEntries((Tree)entry.Target, selection, selected, entryPath, directory, depth + 1);
                    }

                    break;
                case TreeEntryTargetType.Blob when entry.Mode == Mode.SymbolicLink:
                    WriteLink(entry, entryPath, target);
                    break;
                case TreeEntryTargetType.Blob:
                    WriteFile(entry, target);
                    break;
                default:
                    throw ManifestDirectory.Submodule(displayUrl, entryPath);
            }
        }
    }

    private void WriteFile(TreeEntry entry, DirectoryHandle target)
    {
        // The check comes before reading: libgit2 reads the whole contents into memory.
        var size = Measure(entry);
        Charge(size);
        _bytes += size;
        var mode = entry.Mode == Mode.ExecutableFile ? FileModes.Mode0755 : FileModes.Mode0644;
        using var contents = ((Blob)entry.Target).GetContentStream();
        using var file = target.CreateFile(entry.Name, mode);
        var buffer = new byte[(int)Math.Min(size, 128 * 1024)];
        var written = 0L;
        for (int count; (count = contents.Read(buffer)) > 0; written += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(file, buffer.AsSpan(0, count), written);
        }
    }

    private void WriteLink(TreeEntry entry, string path, DirectoryHandle target)
    {
        if (Measure(entry) is 0 or > MaximumLinkBytes)
        {
            throw Bad(path, $"is a symbolic link with an empty target, or with a target of more than {MaximumLinkBytes} bytes");
        }

        using var contents = ((Blob)entry.Target).GetContentStream();
        using var text = new MemoryStream();
        contents.CopyTo(text);
        string destination;
        try
        {
            destination = StrictUtf8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (DecoderFallbackException)
        {
            throw Bad(path, "is a symbolic link with a target that is not UTF-8");
        }

        if (destination.Contains('\0', StringComparison.Ordinal))
        {
            throw Bad(path, "is a symbolic link with a zero byte in its target");
        }

        target.MakeSymbolicLink(entry.Name, destination);
    }

    private long Measure(TreeEntry entry) => repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;

    private void Charge(long size)
    {
        _charged += size;
        if (_charged > maximumBytes || size > maximumBytes)
        {
            throw new ManifestFetchException(ManifestFetchError.TooLarge,
                $"manifest from {displayUrl} is too large: it requires more than {ByteSize.Describe(maximumBytes)} on disk; reduce the "
                + "manifest, or increase maximumManifestBytes in the settings of plugin GitSource");
        }
    }

    private ManifestFetchException Bad(string path, string fault) => new(ManifestFetchError.BadContents,
        $"invalid manifest from {displayUrl}: \"{FileName.ToDisplay(path)}\" {fault}");
}
