using Imaginator.Images;

namespace Imaginator.Host.Tests.Workers;

/// <summary>Trees for images of which nothing is looked at.</summary>
internal static class Trees
{
    public static FileSystemTree Empty { get; } = new()
    {
        Root = new DirectoryInode { Mode = 0x41ED, Uid = 0, Gid = 0, Entries = [] },
        InodeTable = new Dictionary<ulong, Inode>(),
        NumRegularInodes = 0,
        TotalDataBytes = 0,
        DirectoryCount = 1,
    };
}
