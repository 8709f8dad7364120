using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class TreeAppenderTests : IDisposable
{
    private readonly TestTree _manifest = new();
    private readonly TestTree _image = new();

    public void Dispose()
    {
        _manifest.Dispose();
        _image.Dispose();
    }

    [Fact]
    public void Appends_ToTheFileOfTheSamePath_WhichKeepsModeAndOwner()
    {
        _manifest.File("files.append/etc/hosts", "two\n", (UnixFileMode)0x1ED);
        _image.File("etc/hosts", "one\n", (UnixFileMode)0x180);
        using (var etc = DirectoryHandle.OpenHost(_image["etc"]))
        {
            etc.SetOwner("hosts", 7, 8);
        }

        Append();

        Assert.Equal("one\ntwo\n", _image.Read("etc/hosts"));
        var status = _image.Status("etc/hosts");
        Assert.Equal((7u, 8u, 0x180u), (status.Uid, status.Gid, status.Mode & 0xFFF));
    }

    [Fact]
    public void Creates_MissingFile_WithTheSourcesMode()
    {
        _manifest.File("files.append/opt/new", "x", (UnixFileMode)0x1E8);

        Append();

        Assert.Equal("x", _image.Read("opt/new"));
        Assert.Equal(0x1E8u, _image.Mode("opt/new"));
        Assert.Equal(0x1EDu, _image.Mode("opt"));
    }

    [Fact]
    public void LeavesHardLinksAlone()
    {
        _manifest.File("files.append/a", "+");
        _image.File("a", "old");
        using (var root = DirectoryHandle.OpenHost(_image.Path))
        {
            root.Link(root, "a", "b");
        }

        Append();

        Assert.Equal("old+", _image.Read("a"));
        Assert.Equal("old", _image.Read("b"));
    }

    [Fact]
    public void Follows_LinkAtTheEnd_InsideTheImage()
    {
        _manifest.File("files.append/etc/motd", "+").File("files.append/etc/new", "n");
        _image.File("run/motd", "old").Link("etc/motd", "/run/motd").Link("etc/new", "../var/lib/new");

        Append();

        Assert.Equal("old+", _image.Read("run/motd"));
        Assert.Equal("/run/motd", _image.LinkTarget("etc/motd"));
        Assert.Equal("n", _image.Read("var/lib/new"));
    }

    [Fact]
    public void NeverLeavesTheImage()
    {
        using var outside = new TestTree();
        outside.File("victim", "untouched");
        _manifest.File("files.append/a", "pwned").File("files.append/d/victim", "pwned");
        _image.Link("a", outside["victim"]).Link("d", "../../../../.." + outside.Path);

        Append();

        Assert.Equal("untouched", outside.Read("victim"));
        Assert.Equal("pwnedpwned", _image.Read(outside["victim"]));
    }

    [Fact]
    public void Refuses_LinkInTheTree_ByName()
    {
        _manifest.Link("files.append/etc/alias", "hosts");

        var failure = Assert.Throws<ImaginatorException>(Append);

        Assert.Contains("files.append/etc/alias", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_ToAppendToAnythingButARegularFile()
    {
        _manifest.File("files.append/x", "x");
        _image.Fifo("x");
        Assert.Contains("/x", Assert.Throws<ImaginatorException>(Append).Message, StringComparison.Ordinal);

        File.Delete(_image["x"]);
        _image.Link("x", "y").Link("y", "x");
        Assert.Contains("loop", Assert.Throws<ImaginatorException>(Append).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeavesAlone_FileToWhichNothingIsAppended()
    {
        _manifest.File("files.append/x", "");
        _image.File("x", "old").Age("x");

        Append();

        Assert.Equal(TestTree.Old, _image.ModificationTime("x"));
    }

    private void Append()
    {
        using var manifest = _manifest.OpenManifest();
        using var image = _image.OpenImage();
        TreeAppender.Append(manifest, "files.append", image, TestContext.Current.CancellationToken);
    }
}
