using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;

namespace Imaginator.Plugins.DirSource;

/// <summary>
/// One copy of a tree: directories, regular files with their permissions, symbolic links as links. Nothing is followed,
/// so that nothing outside the tree is read.
/// </summary>
/// <param name="displayUrl">What is copied, for messages.</param>
/// <param name="limits">How much may be copied.</param>
/// <param name="cancellationToken">Stops the copy half-way.</param>
internal sealed class ManifestCopy(string displayUrl, CopyLimits limits, CancellationToken cancellationToken)
{
    /// <summary>How many files, links and directories were copied.</summary>
    public long Entries { get; private set; }

    /// <summary>The sum of the lengths of the files that were copied.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies what is in a directory.</summary>
    /// <param name="source">The directory.</param>
    /// <param name="target">An empty directory.</param>
    /// <exception cref="ManifestFetchException">A limit is exceeded, or something is there that cannot be copied.</exception>
    public void Run(DirectoryHandle source, DirectoryHandle target)
    {
        try
        {
            CopyEntries(source, target, "", 0);
        }
        catch (IOException e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"The manifest {displayUrl} cannot be copied: {Describe(e)}", e);
        }
    }

    private void CopyEntries(DirectoryHandle source, DirectoryHandle target, string path, int depth)
    {
        if (depth > limits.MaximumDepth)
        {
            throw TooLarge($"{FileName.ToDisplay(path)} is more than {limits.MaximumDepth} directories deep");
        }

        foreach (var name in source.ReadEntries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++Entries > limits.MaximumEntries)
            {
                throw TooLarge($"it has more than {limits.MaximumEntries} entries");
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
                target.MakeDirectory(name, status.Mode & 0xFFF);
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
                    $"The manifest {displayUrl} holds {FileName.ToDisplay(path)}, a FIFO, socket or device, which cannot be "
                    + "copied. Remove it.");
        }
    }

    private void CopyFile(DirectoryHandle source, DirectoryHandle target, string name)
    {
        using var from = source.OpenFile(name);
        var status = FileHandles.GetStatus(from);
        var left = limits.MaximumBytes - Bytes;
        if (status.Size > left)
        {
            throw TooLarge($"it has more than {limits.MaximumBytes} bytes");
        }

        using var to = target.CreateFile(name, status.Mode & 0xFFF);
        Bytes += FileContents.Copy(from, to, 0, left, cancellationToken);
    }

    private ManifestFetchException TooLarge(string what) => new(
        ManifestFetchError.TooLarge,
        $"The manifest {displayUrl} is too large: {what}. Make it smaller, or raise the limit in the settings of the plugin "
        + "DirSource.");

    private static string Describe(IOException e) => e is LinuxException linux ? linux.Error.Describe() : e.Message;
}
