using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning.Directories;

/// <summary>A directory that is read from disk only.</summary>
/// <param name="handle">The directory; it belongs to this.</param>
internal sealed class DiskDirectory(DirectoryHandle handle, bool isExpendable) : ScannedDirectory
{
    public override IReadOnlyList<string> ReadNames() => handle.ReadEntries();

    public override FoundEntry? Find(string name) => handle.TryGetStatus(name) is { } status ? Found(status) : null;

    public override ReadEntry Read(string name, in FoundEntry found) => found.Status switch
    {
        { Type: FileType.Regular, Size: > 0 } status => ReadFile(name, status),
        var status => new ReadEntry(InodeReader.Read(handle, name, status)),
    };

    public override ScannedDirectory Enter(string name, in FoundEntry found) =>
        new DiskDirectory(handle.OpenDirectory(name), isExpendable);

    public override DirectoryInode ReadInode() => InodeReader.ReadDirectory(handle);

    public override void Dispose() => handle.Dispose();

    internal static FoundEntry Found(in FileStatus status) => new()
    {
        Status = status,
        Link = status.LinkCount > 1 && status.Type != FileType.Directory
            ? new LinkKey(status.InodeNumber, IsOfSource: false)
            : null,
    };

    private ReadEntry ReadFile(string name, in FileStatus status)
    {
        var file = handle.OpenFile(name);
        try
        {
            return new ReadEntry(
                InodeReader.ToRegular(status, FileHandles.GetExtendedAttributes(file)), file, isExpendable);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
