using System.Text;
using Imaginator.Images;
using Imaginator.Manifests;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>
/// Writes a git tree to an empty directory that nobody else writes to: files with mode 0644 or 0755, directories with
/// 0755, symbolic links as they are. No attributes, filters or hooks of the repository are heeded.
/// </summary>
/// <remarks>
/// Nothing gets outside: names are checked, each name occurs once in its directory, and files are only ever created, so
/// that no path leads through a link that the tree brought along.
/// </remarks>
internal sealed class TreeWriter(Repository repository, long maximumBytes, string displayUrl, CancellationToken cancellationToken)
{
    private const long EntryOverhead = 4096;
    private const int MaximumLinkBytes = 4095;

    private const UnixFileMode PlainFile =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable =
        PlainFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long charged;
    private int entries;
    private long bytes;

    /// <summary>Writes a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="selection">What of it is wanted; nothing else is looked at.</param>
    /// <param name="path">Its path in the repository, for messages.</param>
    /// <param name="targetDirectory">Where its entries go.</param>
    /// <returns>How much was written.</returns>
    /// <exception cref="ManifestFetchException">
    /// It takes more than allowed, or holds what no manifest may: submodules, bad names.
    /// </exception>
    /// <exception cref="LibGit2SharpException">An object is missing or damaged.</exception>
    public TreeSize Write(Tree tree, FileSelection selection, string path, string targetDirectory)
    {
        WriteEntries(tree, selection, "", path, targetDirectory);
        return new TreeSize(entries, bytes);
    }

    private void WriteEntries(Tree tree, FileSelection selection, string selectedPath, string path, string targetDirectory)
    {
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

            entries++;
            Charge(EntryOverhead);
            var target = $"{targetDirectory}/{entry.Name}";
            switch (entry.TargetType)
            {
                case TreeEntryTargetType.Tree:
                    Directory.CreateDirectory(target, Executable);
                    File.SetUnixFileMode(target, Executable);
                    WriteEntries((Tree)entry.Target, selection, selected, entryPath, target);
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

    private void WriteFile(TreeEntry entry, string target)
    {
        // Before the contents are read: libgit2 takes all of them into memory.
        var size = Measure(entry);
        Charge(size);
        bytes += size;
        var mode = entry.Mode == Mode.ExecutableFile ? Executable : PlainFile;
        using var contents = ((Blob)entry.Target).GetContentStream();
        using var file = new FileStream(target, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = mode,
        });

        // The process's umask had its say in the creation.
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        var buffer = new byte[(int)Math.Min(size, 128 * 1024)];
        for (int count; (count = contents.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(buffer, 0, count);
        }
    }

    private void WriteLink(TreeEntry entry, string path, string target)
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

        File.CreateSymbolicLink(target, destination);
    }

    private long Measure(TreeEntry entry) => repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;

    private void Charge(long size)
    {
        charged += size;
        if (charged > maximumBytes || size > maximumBytes)
        {
            throw new ManifestFetchException(ManifestFetchError.TooLarge,
                $"The manifest from {displayUrl} takes more than {ByteSize.Format(maximumBytes)} on disk. Make it smaller, or "
                + "set the GitSource plugin's maximumManifestBytes higher.");
        }
    }

    private ManifestFetchException Bad(string path, string fault) => new(ManifestFetchError.BadContents,
        $"{displayUrl} cannot be a manifest: \"{FileName.ToDisplay(path)}\" {fault}.");
}
