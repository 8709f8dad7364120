using Imaginator.Building.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class ResolverConfigurationTests : IDisposable
{
    private const string HostContents = "nameserver 192.0.2.1\n";

    private readonly TestTree _host = new TestTree().File("resolv.conf", HostContents);
    private readonly TestTree _image = new TestTree().Make("etc");

    public void Dispose()
    {
        _host.Dispose();
        _image.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("search example.org\n")]
    public void HasTheHostsContents_AndIsEmptyAfterwards(string? before)
    {
        if (before is not null)
        {
            _image.File("etc/resolv.conf", before);
        }

        using var image = _image.OpenImage();
        var resolver = ResolverConfiguration.Install(image, _host["resolv.conf"]);
        Assert.Equal(HostContents, _image.Read("etc/resolv.conf"));
        Assert.Equal(0x1A4u, _image.Mode("etc/resolv.conf"));

        resolver.Empty();

        Assert.Equal("", _image.Read("etc/resolv.conf"));
        Assert.Equal(["/etc/", "/etc/resolv.conf"], _image.Entries());
    }

    [Theory]
    [InlineData("../run/systemd/resolve/stub-resolv.conf")]
    [InlineData("/etc/resolv.conf.real")]
    public void PutsAside_Link_AndWritesNothingWhereItLeads(string target)
    {
        _image.Link("etc/resolv.conf", target).File("etc/resolv.conf.real", "real");
        using var image = _image.OpenImage();

        var resolver = ResolverConfiguration.Install(image, _host["resolv.conf"]);
        Assert.Equal(HostContents, _image.Read("etc/resolv.conf"));
        Assert.Null(_image.LinkTarget("etc/resolv.conf"));

        resolver.Empty();

        Assert.Equal(target, _image.LinkTarget("etc/resolv.conf"));
        Assert.Equal(["/etc/", "/etc/resolv.conf", "/etc/resolv.conf.real"], _image.Entries());
        Assert.Equal("real", _image.Read("etc/resolv.conf.real"));
    }

    [Fact]
    public void NeverWrites_OnTheHost()
    {
        using var outside = new TestTree();
        outside.File("victim", "untouched");
        _image.Link("etc/resolv.conf", outside["victim"]);
        using var image = _image.OpenImage();

        ResolverConfiguration.Install(image, _host["resolv.conf"]).Empty();
        ResolverConfiguration.Empty(image);

        Assert.Equal("untouched", outside.Read("victim"));
    }

    [Fact]
    public void Keeps_LinkThatTheBuildMade_AndEmptiesTheHostsContentsBehindIt()
    {
        using var image = _image.OpenImage();
        var resolver = ResolverConfiguration.Install(image, _host["resolv.conf"]);
        File.Move(_image["etc/resolv.conf"], _image["etc/resolv.conf.moved"]);
        _image.Link("etc/resolv.conf", "resolv.conf.moved");

        resolver.Empty();

        Assert.Equal("resolv.conf.moved", _image.LinkTarget("etc/resolv.conf"));
        Assert.Equal("", _image.Read("etc/resolv.conf.moved"));
    }

    [Fact]
    public void LeavesAlone_PackagesFileBehindALinkThatTheBuildMade()
    {
        using var image = _image.OpenImage();
        var resolver = ResolverConfiguration.Install(image, _host["resolv.conf"]);
        File.Delete(_image["etc/resolv.conf"]);
        _image.Link("etc/resolv.conf", "/usr/lib/resolv.conf").File("usr/lib/resolv.conf", "nameserver 127.0.0.53\n");

        resolver.Empty();

        Assert.Equal("nameserver 127.0.0.53\n", _image.Read("usr/lib/resolv.conf"));
    }

    [Fact]
    public void Treats_MissingHostFileAsEmpty()
    {
        using var image = _image.OpenImage();

        ResolverConfiguration.Install(image, _host["missing"]).Empty();

        Assert.Equal("", _image.Read("etc/resolv.conf"));
    }

    [Fact]
    public void LeavesAlone_ImageWithoutEtc()
    {
        using var bare = new TestTree();
        using var image = bare.OpenImage();

        ResolverConfiguration.Install(image, _host["resolv.conf"]).Empty();

        Assert.Empty(bare.Entries());
    }

    [Fact]
    public void Refuses_Directory()
    {
        _image.Make("etc/resolv.conf");
        using var image = _image.OpenImage();

        Assert.Throws<ImaginatorException>(() => ResolverConfiguration.Install(image, _host["resolv.conf"]));
    }
}
