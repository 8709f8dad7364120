using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;

namespace Imaginator.Plugins.DirSource;

/// <summary>
/// Copies a tree: directories, regular files with their permissions, and symbolic links as links. The copy follows no links
/// and so reads nothing outside the tree.
/// </summary>
internal sealed class ManifestCopy(string displayUrl, CopyLimits limits, CancellationToken cancellationToken)
{
    /// <summary>The number of copied files, links and directories.</summary>
    public long Entries { get; private set; }

    /// <summary>The total length of the copied files in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies the contents of a directory into an empty directory.</summary>
    public void Run(DirectoryHandle source, DirectoryHandle target)
    {
        try
        {
            CopyEntries(source, target, "", 0);
        }
        catch (IOException e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"cannot copy manifest {displayUrl}: {Describe(e)}", e);
        }
    }

    private void CopyEntries(DirectoryHandle source, DirectoryHandle target, string path, int depth)
    {
        if (depth > limits.MaximumDepth)
        {
            throw TooLarge($"\"{FileName.ToDisplay(path)}\" is nested in more than {limits.MaximumDepth} directories", nameof(limits.MaximumDepth));
        }

        foreach (var name in source.ReadEntries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++Entries > limits.MaximumEntries)
            {
                throw TooLarge($"it has more than {limits.MaximumEntries} entries", nameof(limits.MaximumEntries));
            }

            if (source.TryGetStatus(name) is { } status)
            {
                CopyEntry(source, target, name, status, $"{path}/{name}", depth);
            }
        }
    }

    private void CopyEntry(
        DirectoryHandle source, DirectoryHandle target, string name, FileStatus status, string path, int depth)
    {
        switch (status.Type)
        {
            case FileType.Directory:
                target.MakeDirectory(name, status.Mode & FileModes.PermissionBits);
                using (var sourceChild = source.OpenDirectory(name))
                using (var targetChild = target.OpenDirectory(name))
                {
                    CopyEntries(sourceChild, targetChild, path, depth + 1);
                }

                break;
            case FileType.Regular:
                CopyFile(source, target, name);
                break;
            case FileType.SymbolicLink:
                target.MakeSymbolicLink(name, source.ReadSymbolicLink(name));
                break;
            default:
                throw new ManifestFetchException(
                    ManifestFetchError.BadContents,
                    $"cannot copy manifest {displayUrl}: \"{FileName.ToDisplay(path)}\" is a FIFO, socket or device; remove it");
        }
    }

    private void CopyFile(DirectoryHandle source, DirectoryHandle target, string name)
    {
        using var from = source.OpenFile(name);
        var status = FileHandles.GetStatus(from);
        var left = limits.MaximumBytes - Bytes;
        if (status.Size > left)
        {
            throw TooLarge($"it exceeds {ByteSize.Describe(limits.MaximumBytes)}", nameof(limits.MaximumBytes));
        }

        using var to = target.CreateFile(name, status.Mode & FileModes.PermissionBits);
        Bytes += FileContents.Copy(from, to, 0, left, cancellationToken);
    }

    private ManifestFetchException TooLarge(string cause, string setting) => new(
        ManifestFetchError.TooLarge,
        $"manifest {displayUrl} is too large: {cause}; reduce the manifest, or increase {setting} in the settings of plugin "
        + "DirSource");

    private static string Describe(IOException e) => e is LinuxException linux ? linux.Error.Describe() : e.Message;
}
