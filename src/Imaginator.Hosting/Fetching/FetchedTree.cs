using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching;

/// <summary>
/// The manifest that an unprivileged fetcher wrote. The fetcher can still be running, and can be under control of others: each
/// directory is made that of root before it is read, so that its entries cannot change any longer, and no link is followed.
/// </summary>
internal sealed class FetchedTree(string displayUrl, CancellationToken cancellationToken)
{
    private const int MaximumDepth = 300;
    private const int MaximumEntries = 1_000_000;
    private const uint Root = 0;
    private const uint SpecialBits = 0xE00; // set-uid, set-gid, sticky

    private int _entries;

    /// <summary>Makes everything that of root and moves it.</summary>
    /// <exception cref="ManifestFetchException">The directory contains something that a manifest cannot contain.</exception>
    public void MoveTo(DirectoryHandle target, DirectoryHandle fetched)
    {
        TakeOver(fetched, "", 0);
        foreach (var name in fetched.ReadEntries())
        {
            fetched.Rename(name, target, name);
        }
    }

    private void TakeOver(DirectoryHandle directory, string path, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Bad(path, $"is nested in more than {MaximumDepth} directories");
        }

        directory.SetOwner(Root, Root);
        foreach (var name in directory.ReadEntries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++_entries > MaximumEntries)
            {
                throw Bad(path, $"is one of more than {MaximumEntries} files");
            }

            TakeOverEntry(directory, name, path.Length == 0 ? name : $"{path}/{name}", depth);
        }
    }

    private void TakeOverEntry(DirectoryHandle directory, string name, string path, int depth)
    {
        if (directory.TryGetStatus(name) is not { } status)
        {
            throw Bad(path, "was removed during the fetch");
        }

        switch (status.Type)
        {
            case FileType.Directory:
                using (var child = directory.OpenDirectoryOnSameMount(name))
                {
                    TakeOver(child, path, depth + 1);
                }

                break;
            case FileType.Regular when status.LinkCount == 1 && status.Uid == FetcherUser.Id && (status.Mode & SpecialBits) == 0:
            case FileType.SymbolicLink:
                directory.SetOwner(name, Root, Root);
                break;
            default:
                throw Bad(path, "is not a regular file with one name, a directory or a symbolic link");
        }
    }

    private ManifestFetchException Bad(string path, string fault) => new(
        ManifestFetchError.BadContents, $"invalid manifest from {displayUrl}: \"{FileName.ToDisplay(path)}\" {fault}");
}
