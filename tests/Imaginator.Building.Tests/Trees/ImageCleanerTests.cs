using Imaginator.Building.Trees;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Tests.Trees;

public sealed class ImageCleanerTests : IDisposable
{
    private readonly TestTree _image = new();

    public void Dispose() => _image.Dispose();

    [Fact]
    public void Empties_Tmp_AndKeepsTheDirectory()
    {
        _image.File("tmp/a/b", "x").Link("tmp/link", "/etc").File("etc/kept", "k").Fifo("tmp/.hidden");

        EmptyTmp();

        Assert.Equal(["/etc/", "/etc/kept", "/tmp/"], _image.Entries());
    }

    [Fact]
    public void Empties_WhereALinkLeads_InsideTheImage()
    {
        _image.Link("tmp", "/var/scratch").File("var/scratch/x", "x");

        EmptyTmp();

        Assert.Equal(["/tmp", "/var/", "/var/scratch/"], _image.Entries());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("usr/..")]
    public void Refuses_TmpThatIsTheRoot(string target)
    {
        _image.File("usr/x", "x").Link("tmp", target);

        Assert.Throws<ImaginatorException>(EmptyTmp);
        Assert.Equal("x", _image.Read("usr/x"));
    }

    [Fact]
    public void Accepts_ImageWithoutTmp() => EmptyTmp();

    [Fact]
    public void Removes_WhatMatchesAndNothingElse()
    {
        _image.File("var/cache/apt/archives/a.deb", "d").File("var/cache/apt/archives/lock", "l")
            .File("var/lib/apt/lists/partial/x", "x").File("var/lib/apt/lists/y", "y")
            .File("var/log/dpkg.log", "g").File("srv/var/log/dpkg.log", "kept")
            .Link("link", "/var/lib/apt/lists");
        var filter = PathFilter.Compile(["/var/cache/apt/archives/.*[.]deb$", "/var/lib/apt/lists/.", "/var/log/dpkg[.]log"]);
        using var image = _image.OpenImage();

        ImageCleaner.RemoveMatching(image, filter, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "/link", "/srv/", "/srv/var/", "/srv/var/log/", "/srv/var/log/dpkg.log", "/var/", "/var/cache/",
                "/var/cache/apt/", "/var/cache/apt/archives/", "/var/cache/apt/archives/lock", "/var/lib/",
                "/var/lib/apt/", "/var/lib/apt/lists/", "/var/log/",
            ],
            _image.Entries());
    }

    [Fact]
    public void Removes_AtAnyDepthWhereTheFilterSaysSo()
    {
        _image.File("a/b/c/x.pyc", "x").File("a/x.py", "x").File("y.pyc", "y");
        using var image = _image.OpenImage();

        ImageCleaner.RemoveMatching(
            image, PathFilter.Compile([@".*\.pyc$"]), TestContext.Current.CancellationToken);

        Assert.Equal(["/a/", "/a/b/", "/a/b/c/", "/a/x.py"], _image.Entries());
    }

    private void EmptyTmp()
    {
        using var image = _image.OpenImage();
        ImageCleaner.EmptyTemporaryDirectory(image, TestContext.Current.CancellationToken);
    }
}
