using System.Collections.Immutable;
using Imaginator.Building.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class ScriptsDirectoryTests : IDisposable
{
    private readonly TestTree _manifest = new();
    private readonly TestTree _image = new();

    public void Dispose()
    {
        _manifest.Dispose();
        _image.Dispose();
    }

    [Fact]
    public void Installs_ScriptsInTheirOrder_AndRemovesThem()
    {
        _manifest.File("scripts/9_first", "nine").File("scripts/10_second", "ten");

        using (var scripts = Install("9_first", "10_second"))
        {
            Assert.Equal(["/.scripts/9_first", "/.scripts/10_second"], scripts.Paths);
            Assert.Equal("nine", _image.Read(".scripts/9_first"));
            Assert.Equal(0x1EDu, _image.Mode(".scripts/9_first"));
            Assert.Equal(0x1EDu, _image.Mode(".scripts"));
        }

        Assert.Empty(_image.Entries());
    }

    [Fact]
    public void NeverFollows_LinkThatTheImageHasThere()
    {
        using var outside = new TestTree();
        outside.File("victim", "untouched");
        _manifest.File("scripts/victim", "pwned");
        _image.Link(".scripts", outside.Path);

        using (Install("victim"))
        {
            Assert.Equal("pwned", _image.Read(".scripts/victim"));
        }

        Assert.Equal("untouched", outside.Read("victim"));
        Assert.Equal(["/victim"], outside.Entries());
        Assert.Empty(_image.Entries());
    }

    [Fact]
    public void NeverFollows_LinkThatAScriptPutThere()
    {
        using var outside = new TestTree();
        outside.File("victim", "untouched");
        _manifest.File("scripts/x", "x");

        using (Install("x"))
        {
            Directory.Delete(_image[".scripts"], recursive: true);
            _image.Link(".scripts", outside.Path);
        }

        Assert.Equal(["/victim"], outside.Entries());
        Assert.Empty(_image.Entries());
    }

    [Fact]
    public void Replaces_WhatTheImageHasThere()
    {
        _manifest.File("scripts/x", "x");
        _image.File(".scripts/left/over", "old");

        using var scripts = Install("x");

        Assert.Equal(["/.scripts/", "/.scripts/x"], _image.Entries());
    }

    [Fact]
    public void Leaves_NothingBehind_WhenAScriptCannotBeCopied()
    {
        _manifest.File("scripts/a", "a");

        Assert.ThrowsAny<IOException>(() => Install("a", "vanished"));

        Assert.Empty(_image.Entries());
    }

    private ScriptsDirectory Install(params ImmutableArray<string> names)
    {
        using var manifest = _manifest.OpenManifest();
        return ScriptsDirectory.Install(
            manifest, "scripts", names, _image.OpenImage(), TestContext.Current.CancellationToken);
    }
}
