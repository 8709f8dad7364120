using Imaginator.Building.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class TestFilesTests : IDisposable
{
    private readonly TestTree _manifest = new();
    private readonly TestTree _image = new();

    public void Dispose()
    {
        _manifest.Dispose();
        _image.Dispose();
    }

    [Fact]
    public void Installs_TestsBelowTheNameOfTheStream()
    {
        _manifest.File("tests/check", "c", (UnixFileMode)0x1ED).File("tests/data/input", "i");
        _image.File("tests/base/other", "of the source image");

        Install("base/debian");

        Assert.Equal("c", _image.Read("tests/base/debian/check"));
        Assert.Equal(0x1EDu, _image.Mode("tests/base/debian/check"));
        Assert.Equal("i", _image.Read("tests/base/debian/data/input"));
        Assert.Equal("of the source image", _image.Read("tests/base/other"));
    }

    [Theory]
    [InlineData("tests")]
    [InlineData("tests/base")]
    [InlineData("tests/base/debian")]
    public void Refuses_LinkBehindWhichTestsWouldNotBeFound(string link)
    {
        _manifest.File("tests/check", "c");
        _image.Make("elsewhere").Link(link, "/elsewhere");

        var failure = Assert.Throws<ImaginatorException>(() => Install("base/debian"));

        Assert.Contains(Path.GetFileName(link), failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_image["elsewhere"]));
    }

    [Fact]
    public void Refuses_StreamNameThatGoesUp()
    {
        _manifest.File("tests/check", "c");
        _image.Make("tests");

        Assert.Throws<ImaginatorException>(() => Install("../etc"));
    }

    private void Install(string stream)
    {
        using var manifest = _manifest.OpenManifest();
        using var image = _image.OpenImage();
        TestFiles.Install(manifest, image, stream, TestContext.Current.CancellationToken);
    }
}
