using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Scanning.Directories;

/// <summary>A directory that is read from disk only.</summary>
/// <param name="directory">The directory; it belongs to this.</param>
internal sealed class DiskDirectory(WalkedHandle directory, bool isExpendable) : ScannedDirectory
{
    /// <summary>The root of a tree, which stays the caller's.</summary>
    public static DiskDirectory OpenRoot(TreeRoot tree, bool isExpendable) =>
        new(new WalkedHandle(tree, "", tree.Directory.Reopen()), isExpendable);

    public override IReadOnlyList<string> ReadNames(long maximumNames, long maximumLength) =>
        directory.Open.ReadEntries(maximumNames, maximumLength);

    public override FoundEntry? Find(string name) => directory.Open.TryGetStatus(name) is { } status ? Found(status) : null;

    public override ReadEntry Read(string name, in FoundEntry found) => Read(directory.Open, name, found, isExpendable);

    public override ScannedDirectory Enter(string name, DirectoryInode? known) =>
        new DiskDirectory(directory.Enter(name), isExpendable);

    public override DirectoryInode ReadInode() => InodeReader.ReadDirectory(directory.Open);

    public override void Close() => directory.Close();

    public override void Dispose() => directory.Dispose();

    /// <summary>Reads an entry of an open directory.</summary>
    internal static ReadEntry Read(DirectoryHandle directory, string name, in FoundEntry found, bool isExpendable) => found.Status switch
    {
        { Type: FileType.Regular, Size: > 0 } status => ReadFile(directory, name, status, isExpendable),
        var status => new ReadEntry(InodeReader.Read(directory, name, status)),
    };

    internal static FoundEntry Found(in FileStatus status) => new()
    {
        Status = status,
        Link = status.LinkCount > 1 && status.Type != FileType.Directory
            ? new LinkKey(status.InodeNumber, IsOfSource: false)
            : null,
    };

    private static ReadEntry ReadFile(DirectoryHandle directory, string name, in FileStatus status, bool isExpendable)
    {
        var file = directory.OpenFile(name);
        try
        {
            return new ReadEntry(
                InodeReader.ToRegular(status, directory.GetExtendedAttributes(file)), file, isExpendable);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
