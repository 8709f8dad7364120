using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Trees.Attributes;
using Imaginator.Quantities;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>
/// Writes a git tree to an empty directory: files with mode 0644 or 0755, directories with 0755, and symbolic links. Converts
/// line ends as the attributes of the repository say, and ignores its filters and hooks. No other process must write to the
/// directory.
/// </summary>
/// <remarks>
/// Nothing is written outside the directory: the writer creates each entry by a single name in an open directory and never
/// opens existing entries except the directories that it created, so that it cannot follow links of the tree.
/// </remarks>
internal sealed class TreeWriter(Repository repository, long maximumBytes, string displayUrl, CancellationToken cancellationToken)
{
    private const long EntryOverhead = 4096;
    private const int MaximumDepth = 256; // Each level is an open directory.
    private const int MaximumAttributesBytes = 1 << 20;

    private readonly AttributeRules _attributes = new();
    private bool _readsAll;
    private long _charged;
    private int _entries;
    private long _bytes;

    /// <summary>
    /// Writes a tree. Fails with <see cref="LibGit2SharpException"/> if an object is damaged.
    /// </summary>
    /// <param name="root">The tree of the commit, whose attributes apply to the directories in it.</param>
    /// <param name="tree">The tree to write.</param>
    /// <param name="path">The path of the tree in the commit.</param>
    public TreeSize Write(Tree root, Tree tree, string path, DirectoryHandle target)
    {
        var above = root;
        var abovePath = "";
        foreach (var name in CommitPaths.Split(path))
        {
            AddAttributes(above, abovePath);
            above = (Tree)NamedEntries.Find(repository, above, name)!.Target;
            abovePath = Join(abovePath, name);
        }

        WriteEntries(tree, "", path, target, depth: 0);
        return new TreeSize(_entries, _bytes);
    }

    /// <summary>Writes only the files that exist. Follows links, so that a file with the requested path has the contents.</summary>
    /// <param name="directory">The path of the manifest directory in the commit.</param>
    /// <param name="files">The paths relative to it.</param>
    public TreeSize WriteOnly(CommitPaths paths, string directory, IEnumerable<string> files, DirectoryHandle target)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var names = CommitPaths.Split(file);
            if (names.Length is 0 or > MaximumDepth || names.Any(name => name is "." or ".."))
            {
                continue;
            }

            var path = string.Join('/', names);
            if (paths.Find($"{directory}/{path}").File is { } found && written.Add(path))
            {
                WriteSelected(found, names, "", target);
            }
        }

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

    private void WriteSelected(TreeEntry file, ReadOnlySpan<string> names, string above, DirectoryHandle target)
    {
        var (name, path) = (names[0], Join(above, names[0]));
        EntryName.Check(name, path, path, displayUrl);
        if (names.Length == 1)
        {
            CountEntry();
            WriteFile(file, name, path, FileConversion.None, refusesPointers: false, target);
            return;
        }

        if (target.TryGetStatus(name) is null)
        {
            CountEntry();
            target.MakeDirectory(name, FileModes.Mode0755);
        }

        using var directory = target.OpenDirectory(name);
        WriteSelected(file, names[1..], path, directory);
    }

    // The manifest path is relative to the manifest directory, and the path to the root of the commit.
    private void WriteEntries(Tree tree, string manifestPath, string path, DirectoryHandle target, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Bad(path, $"is nested in more than {MaximumDepth} directories");
        }

        if (depth == 0)
        {
            // An entry that is a link can lead to any other name: builds can read everything then.
            _readsAll = tree.Any(entry => entry.Mode == Mode.SymbolicLink && ManifestContents.IsEntry(entry.Name));
        }

        var rulesAbove = _attributes.Count;
        AddAttributes(tree, path);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, entry) in NamedEntries.Of(repository, tree))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (inManifest, entryPath) = (Join(manifestPath, name), Join(path, name));
            EntryName.Check(name, inManifest, entryPath, displayUrl);
            if (!names.Add(name))
            {
                throw Bad(entryPath, "occurs twice in its directory");
            }

            CountEntry();
            switch (entry.TargetType)
            {
                case TreeEntryTargetType.Tree:
                    target.MakeDirectory(name, FileModes.Mode0755);
                    using (var directory = target.OpenDirectory(name))
                    {
                        WriteEntries((Tree)entry.Target, inManifest, entryPath, directory, depth + 1);
                    }

                    break;
                case TreeEntryTargetType.Blob when entry.Mode == Mode.SymbolicLink:
                    WriteLink(entry, name, entryPath, target);
                    break;
                case TreeEntryTargetType.Blob:
                    // Builds ignore the other files: those do not have to be right.
                    var isRead = _readsAll || ManifestContents.IsEntry(CommitPaths.Split(inManifest)[0]);
                    WriteFile(
                        entry, name, entryPath, isRead ? _attributes.ConversionOf(entryPath) : FileConversion.None, isRead, target);
                    break;
                default:
                    throw ManifestDirectory.Submodule(displayUrl, entryPath);
            }
        }

        _attributes.Truncate(rulesAbove);
    }

    private void AddAttributes(Tree tree, string path)
    {
        if (tree[AttributeRules.FileName] is not { TargetType: TreeEntryTargetType.Blob, Mode: not Mode.SymbolicLink } entry)
        {
            return;
        }

        var file = Join(path, AttributeRules.FileName);
        if (Measure(entry) > MaximumAttributesBytes)
        {
            throw Bad(file, $"exceeds {ByteSize.Describe(MaximumAttributesBytes)}; shorten it");
        }

        using var reader = new StreamReader(((Blob)entry.Target).GetContentStream());
        if (!_attributes.TryAdd(path, reader.ReadToEnd()))
        {
            throw Bad(file, $"is one of the files with more than {AttributeRules.MaximumRules} rules for conversions; shorten it");
        }
    }

    private void WriteFile(
        TreeEntry entry, string name, string path, FileConversion conversion, bool refusesPointers, DirectoryHandle target)
    {
        // The check comes before reading: libgit2 reads the whole contents into memory.
        var size = Measure(entry);
        Charge(size);
        if (conversion.Encoding is { } encoding)
        {
            throw Bad(path, $"has the attribute working-tree-encoding={encoding}, which is not supported; store the file in "
                + "this encoding, and remove the attribute");
        }

        var mode = entry.Mode == Mode.ExecutableFile ? FileModes.Mode0755 : FileModes.Mode0644;
        using var contents = ((Blob)entry.Target).GetContentStream();
        if (conversion != FileConversion.None || (refusesPointers && size <= ManifestContents.MaximumLfsPointerBytes))
        {
            using var all = new MemoryStream();
            contents.CopyTo(all);
            var bytes = all.ToArray();
            CheckContents(bytes, path, conversion, refusesPointers);
            var converted = conversion.Apply(bytes);
            Charge(converted.Length - bytes.Length);
            _bytes += converted.Length;
            using var whole = target.CreateFile(name, mode);
            RandomAccess.Write(whole, converted, 0);
            return;
        }

        _bytes += size;
        using var file = target.CreateFile(name, mode);
        var buffer = new byte[(int)Math.Min(size, 128 * 1024)];
        var written = 0L;
        for (int count; (count = contents.Read(buffer)) > 0; written += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(file, buffer.AsSpan(0, count), written);
        }
    }

    private void CheckContents(byte[] contents, string path, FileConversion conversion, bool refusesPointers)
    {
        if (refusesPointers && ManifestContents.IsLfsPointer(contents.Length, contents))
        {
            throw Bad(path, "is a pointer of git LFS, which is not supported; commit the file itself (git lfs migrate export), or "
                + "let a script of the manifest download it");
        }

        if (conversion.ExpandsId && FileConversion.HasId(contents))
        {
            throw Bad(path, "has the attribute ident and contains $Id$, which is not supported; remove the attribute");
        }
    }

    private void WriteLink(TreeEntry entry, string name, string path, DirectoryHandle target)
    {
        if (Measure(entry) is 0 or > ManifestContents.MaximumLinkBytes)
        {
            throw Bad(path, "is a symbolic link with an empty target, or with a target of more than "
                + $"{ManifestContents.MaximumLinkBytes} bytes");
        }

        using var contents = ((Blob)entry.Target).GetContentStream();
        using var text = new MemoryStream();
        contents.CopyTo(text);
        var destination = FileName.Decode(text.GetBuffer().AsSpan(0, (int)text.Length));
        if (ManifestContents.FindLinkFault(destination) is { } fault)
        {
            throw Bad(path, fault);
        }

        target.MakeSymbolicLink(name, destination);
    }

    private long Measure(TreeEntry entry) => repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;

    private void CountEntry()
    {
        _entries++;
        Charge(EntryOverhead);
    }

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

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    private ManifestFetchException Bad(string path, string fault) => new(ManifestFetchError.BadContents,
        $"invalid manifest from {displayUrl}: \"{FileName.ToDisplay(path)}\" {fault}");
}
