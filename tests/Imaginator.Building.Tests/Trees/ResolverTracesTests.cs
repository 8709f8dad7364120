using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class ResolverTracesTests : IDisposable
{
    private const string HostContents = "search builders.example\nnameserver 192.0.2.53\n";

    private readonly TestTree _host = new TestTree().File("resolv.conf", HostContents);
    private readonly TestTree _image = new();

    public void Dispose()
    {
        _host.Dispose();
        _image.Dispose();
    }

    [Theory]
    [InlineData("etc/resolv.conf")]
    [InlineData("etc/.resolv.conf.systemd-resolved.bak")]
    [InlineData("etc/resolvconf/resolv.conf.d/original")]
    [InlineData("run/resolvconf/resolv.conf")]
    [InlineData("run/systemd/resolve/stub-resolv.conf")]
    public void Copies_AreEmptied(string path)
    {
        _image.File(path, HostContents);
        Remove();
        Assert.Equal("", _image.Read(path));
        Assert.Equal(0x1A4u, _image.Mode(path));
    }

    [Fact]
    public void OnlyLinesOfTheMachine_AreRemoved()
    {
        _image.File("etc/resolv.conf", "# dynamic\nnameserver 192.0.2.53\nnameserver 192.0.2.99\n").File("etc/other", HostContents);
        Remove();
        Assert.Equal("# dynamic\nnameserver 192.0.2.99\n", _image.Read("etc/resolv.conf"));
        Assert.Equal(HostContents, _image.Read("etc/other"));
    }

    [Fact]
    public void CommentsOfTheMachine_AreNoTraces()
    {
        const string Script = "#!/bin/sh\n#\n# by hand\n;\nexit 0\n";
        _host.File("resolv.conf", "#\n# by hand\n;\n" + HostContents);
        _image.File("etc/resolvconf/update.d/libc", Script, (UnixFileMode)0x1ED).Age("etc/resolvconf/update.d/libc");
        Remove();
        Assert.Equal(Script, _image.Read("etc/resolvconf/update.d/libc"));
        Assert.Equal(TestTree.Old, _image.ModificationTime("etc/resolvconf/update.d/libc"));
    }

    [Fact]
    public void ChangedFile_KeepsOwnerAndMode()
    {
        _image.File("etc/resolvconf/update.d/libc", "#!/bin/sh\n" + HostContents, (UnixFileMode)0x1E8);
        using (var parent = DirectoryHandle.OpenHost(_image["etc/resolvconf/update.d"]))
        {
            parent.SetOwner("libc", 7, 8);
        }

        Remove();
        Assert.Equal("#!/bin/sh\n", _image.Read("etc/resolvconf/update.d/libc"));
        Assert.Equal(0x1E8u, _image.Mode("etc/resolvconf/update.d/libc"));
        var status = _image.Status("etc/resolvconf/update.d/libc");
        Assert.Equal((7u, 8u), (status.Uid, status.Gid));
    }

    [Fact]
    public void FilesOfTheUser_StayAsTheyAre()
    {
        _image.File("etc/resolv.conf", "nameserver 192.0.2.1\n\n\n", (UnixFileMode)0x180).Link("etc/resolvconf/link", "/run/x");
        Remove();
        Assert.Equal("nameserver 192.0.2.1\n\n\n", _image.Read("etc/resolv.conf"));
        Assert.Equal(0x180u, _image.Mode("etc/resolv.conf"));
        Assert.Equal("/run/x", _image.LinkTarget("etc/resolvconf/link"));
    }

    [Fact]
    public void ImageGetsAFile_UnlessItHasALinkOrNoDirectoryForIt()
    {
        Remove();
        Assert.Empty(_image.Entries());
        _image.Make("etc");
        Remove();
        Assert.Equal("", _image.Read("etc/resolv.conf"));
        File.Delete(_image["etc/resolv.conf"]);
        _image.Link("etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
        Remove();
        Assert.Equal(["/etc/", "/etc/resolv.conf"], _image.Entries());
    }

    [Fact]
    public void LinksOutOfTheImage_AreNotFollowed()
    {
        using var outside = new TestTree().File("resolv.conf", HostContents);
        _image.Link("etc/resolv.conf", outside["resolv.conf"]).Link("run", outside.Path);
        Remove();
        Assert.Equal(HostContents, outside.Read("resolv.conf"));
    }

    private void Remove()
    {
        using var tree = TreeRoot.OpenImage(_image.Path);
        ResolverTraces.Remove(tree, _host["resolv.conf"]);
    }
}
