using Imaginator.Building.Tests;
using Imaginator.Images;

namespace Imaginator.Building.Scanning;

public sealed class HugeFilesTests
{
    [Fact]
    public void HugeFiles_AreNamed_TheLongestFirst()
    {
        const ulong GiB = 1024 * 1024 * 1024;
        var tree = SmallTree.Tree(
            ("small", 1, new RegularInode { Mode = 0x81A4, Size = GiB - 1 }),
            ("lastlog", 2, new RegularInode { Mode = 0x81A4, Size = GiB }),
            ("swap", 3, new RegularInode { Mode = 0x81A4, Size = 3 * GiB }));

        Assert.Equal("huge files, by length, with their holes: /swap (3 GiB), /lastlog (1 GiB)", HugeFiles.Describe(tree));
        Assert.Null(HugeFiles.Describe(SmallTree.Tree(("small", 1, new RegularInode { Mode = 0x81A4, Size = GiB - 1 }))));
    }
}
