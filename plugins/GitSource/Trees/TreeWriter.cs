using System.Text;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>
/// Writes a git tree to an empty directory that nobody else writes to: files with mode 0644 or 0755, directories with
/// 0755, symbolic links as they are. No attributes, filters or hooks of the repository are heeded.
/// </summary>
/// <remarks>
/// Nothing gets outside: everything is made by a single name in a directory that is open, and only what was not there yet, so
/// that nothing leads through a link that the tree brought along.
/// </remarks>
internal sealed class TreeWriter(Repository repository, long maximumBytes, string displayUrl, CancellationToken cancellationToken)
{
    private const long EntryOverhead = 4096;
    private const int MaximumLinkBytes = 4095;
    private const int MaximumDepth = 256; // each level is a directory that is open

    private const uint PlainFile = 0x1A4; // 0644
    private const uint Executable = 0x1ED; // 0755

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long _charged;
    private int _entries;
    private long _bytes;

    /// <summary>Writes a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="selection">What of it is wanted; nothing else is looked at.</param>
    /// <param name="path">Its path in the repository, for messages.</param>
    /// <param name="target">Where its entries go.</param>
    /// <returns>How much was written.</returns>
    /// <exception cref="ManifestFetchException">
    /// It takes more than allowed, or holds what no manifest may: submodules, bad names.
    /// </exception>
    /// <exception cref="LibGit2SharpException">An object is missing or damaged.</exception>
    public TreeSize Write(Tree tree, FileSelection selection, string path, DirectoryHandle target)
    {
        WriteEntries(tree, selection, "", path, target, depth: 0);
        return new TreeSize(_entries, _bytes);
    }

    /// <summary>Removes what was written to a directory, but not the directory.</summary>
    /// <param name="target">The directory.</param>
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
            throw Bad(path, $"is more than {MaximumDepth} directories deep");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in tree)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var selected = selectedPath.Length == 0 ? entry.Name : $"{selectedPath}/{entry.Name}";
            if (!selection.Has(selected, entry.TargetType == TreeEntryTargetType.Tree))
            {
                continue;
            }

            var entryPath = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
            EntryName.Check(entry.Name, entryPath, displayUrl);
            if (!names.Add(entry.Name))
            {
                throw Bad(entryPath, "stands twice in its directory");
            }

            _entries++;
            Charge(EntryOverhead);
            switch (entry.TargetType)
            {
                case TreeEntryTargetType.Tree:
                    target.MakeDirectory(entry.Name, Executable);
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
        // Before the contents are read: libgit2 takes all of them into memory.
        var size = Measure(entry);
        Charge(size);
        _bytes += size;
        var mode = entry.Mode == Mode.ExecutableFile ? Executable : PlainFile;
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
            throw Bad(path, $"is a symbolic link to nothing, or to more than {MaximumLinkBytes} bytes");
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
            throw Bad(path, "is a symbolic link to a name that is not UTF-8");
        }

        if (destination.Contains('\0', StringComparison.Ordinal))
        {
            throw Bad(path, "is a symbolic link to a name with a zero byte");
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
                $"The manifest from {displayUrl} takes more than {ByteSize.Describe(maximumBytes)} on disk. Make it smaller, or "
                + "set the GitSource plugin's maximumManifestBytes higher.");
        }
    }

    private ManifestFetchException Bad(string path, string fault) => new(ManifestFetchError.BadContents,
        $"{displayUrl} cannot be a manifest: \"{FileName.ToDisplay(path)}\" {fault}.");
}
