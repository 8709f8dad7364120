using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class TreeCopierTests : IDisposable
{
    private readonly TestTree _manifest = new();
    private readonly TestTree _image = new();
    private readonly TestTree _outside = new();

    public void Dispose()
    {
        _manifest.Dispose();
        _image.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void Copies_FilesWithTheirPermissions_AndMakesDirectories()
    {
        _manifest.File("files/etc/app/run.sh", "#!/bin/sh\n", (UnixFileMode)0x9ED).Make("files/srv/empty");
        Directory.CreateDirectory(_manifest["files/etc/app"], (UnixFileMode)0x1C0);

        Copy();

        Assert.Equal("#!/bin/sh\n", _image.Read("etc/app/run.sh"));
        Assert.Equal(0x9EDu, _image.Mode("etc/app/run.sh"));
        Assert.Equal(0x1EDu, _image.Mode("etc/app"));
        Assert.Equal(0x1EDu, _image.Mode("srv/empty"));
    }

    [Fact]
    public void Copies_ModeAndOwnership_WhateverTheParentInherits()
    {
        _manifest.File("files/shared/x", "x").Make("files/shared/d");
        _image.Make("shared");
        using (var root = DirectoryHandle.OpenHost(_image.Path))
        {
            root.SetOwner("shared", 1000, 1000);
            root.SetMode("shared", 0x5ED); // Set-gid: what is made in it would belong to group 1000.
        }

        Copy();

        Assert.Equal((0u, 0u), (_image.Status("shared/x").Uid, _image.Status("shared/x").Gid));
        Assert.Equal((0u, 0u), (_image.Status("shared/d").Uid, _image.Status("shared/d").Gid));
        Assert.Equal(0x1EDu, _image.Mode("shared/d"));
        Assert.Equal(0x5EDu, _image.Mode("shared"));
    }

    [Fact]
    public void LeavesAlone_FileWithTheSameContents()
    {
        _manifest.File("files/x", "same");
        _image.File("x", "same").Age("x");
        var before = _image.Status("x");

        Copy();

        Assert.Equal(before, _image.Status("x"));
    }

    [Fact]
    public void CorrectsModeAndOwner_OfFileWithTheSameContents_WithoutChangingItsTime()
    {
        _manifest.File("files/x", "same", (UnixFileMode)0x1ED);
        _image.File("x", "same").Age("x");
        using (var root = DirectoryHandle.OpenHost(_image.Path))
        {
            root.SetOwner("x", 5, 6);
        }

        Copy();

        Assert.Equal((0u, 0u, 0x1EDu), (_image.Status("x").Uid, _image.Status("x").Gid, _image.Mode("x")));
        Assert.Equal(TestTree.Old, _image.ModificationTime("x"));
    }

    [Fact]
    public void Replaces_ChangedFile_WithoutWritingThroughItsHardLinks()
    {
        _manifest.File("files/x", "new");
        _image.File("x", "old").Age("x");
        using (var root = DirectoryHandle.OpenHost(_image.Path))
        {
            root.Link(root, "x", "other-name");
        }

        Copy();

        Assert.Equal("new", _image.Read("x"));
        Assert.Equal("old", _image.Read("other-name"));
        Assert.NotEqual(TestTree.Old, _image.ModificationTime("x"));
    }

    [Fact]
    public void Copies_LargeFile_ToTheByte()
    {
        var bytes = new byte[3 * 1024 * 1024 + 17];
        new Random(1).NextBytes(bytes);
        _manifest.File("files/large");
        File.WriteAllBytes(_manifest["files/large"], bytes);
        _image.File("large");
        bytes[^1] ^= 1;
        File.WriteAllBytes(_image["large"], bytes);
        bytes[^1] ^= 1;

        Copy();

        Assert.Equal(bytes, File.ReadAllBytes(_image["large"]));
    }

    [Fact]
    public void Copies_Holes_AsHoles()
    {
        const long MiB = 1024 * 1024;
        _manifest.File("files/sparse");
        using (var file = new FileStream(_manifest["files/sparse"], FileMode.Open))
        {
            file.SetLength(32 * MiB);
            file.Position = 16 * MiB;
            file.WriteByte(1);
        }

        Copy();

        Assert.Equal(32 * MiB, _image.Status("sparse").Size);
        Assert.InRange(_image.Status("sparse").AllocatedSize, 0, MiB);
        Assert.Equal(File.ReadAllBytes(_manifest["files/sparse"]), File.ReadAllBytes(_image["sparse"]));
    }

    [Fact]
    public void Copies_Links_AndReplacesWhatIsNoDirectory()
    {
        _manifest.Link("files/new", "/etc/target").Link("files/was-file", "x").Link("files/was-link", "y");
        _image.File("was-file", "f").Link("was-link", "elsewhere");

        Copy();

        Assert.Equal("/etc/target", _image.LinkTarget("new"));
        Assert.Equal("x", _image.LinkTarget("was-file"));
        Assert.Equal("y", _image.LinkTarget("was-link"));
        Assert.Equal(3, _image.Entries().Length);
    }

    [Fact]
    public void Replaces_LinkToAFile_InsteadOfWritingThroughIt()
    {
        _manifest.File("files/etc/localtime", "mine");
        _image.File("usr/share/zoneinfo/UTC", "package's").Link("etc/localtime", "../usr/share/zoneinfo/UTC");

        Copy();

        Assert.Null(_image.LinkTarget("etc/localtime"));
        Assert.Equal("mine", _image.Read("etc/localtime"));
        Assert.Equal("package's", _image.Read("usr/share/zoneinfo/UTC"));
    }

    [Fact]
    public void Resolves_AbsoluteLinkOnTheWay_InsideTheImage()
    {
        var name = Path.GetRandomFileName();
        _manifest.File($"files/var/run/{name}", "probe");
        _image.Make("run").Link("var/run", "/run");

        Copy();

        Assert.Equal("probe", _image.Read($"run/{name}"));
        Assert.False(File.Exists($"/run/{name}"));
    }

    [Theory]
    [InlineData("/run/lock", "/run/lock/x")]
    [InlineData("../run//deep/./er/", "/run/deep/er/x")]
    [InlineData("../../../../../up", "/up/x")]
    [InlineData("missing/../kept", "/var/kept/x")]
    public void Makes_WhatADanglingLinkPointsTo_InsideTheImage(string target, string expected)
    {
        _manifest.File("files/var/link/x", "probe");
        _image.Link("var/link", target);

        Copy();

        Assert.Equal("probe", _image.Read(expected));
    }

    [Fact]
    public void NeverLeavesTheImage_WhateverItsLinksAre()
    {
        _outside.File("victim", "untouched");
        _manifest.File("files/absolute/victim", "pwned").File("files/relative/victim", "pwned")
            .File("files/direct", "pwned").File("files/through/proc/victim", "pwned");
        _image.Link("absolute", _outside.Path)
            .Link("relative", "../../../../../../../../.." + _outside.Path)
            .Link("direct", _outside["victim"])
            .Link("through", "/proc/self/root" + _outside.Path);

        Copy();

        Assert.Equal("untouched", _outside.Read("victim"));
        Assert.Equal(["/victim"], _outside.Entries());
        Assert.Equal("pwned", _image.Read(_outside.Path + "/victim"));
    }

    [Theory]
    [InlineData("files/a/b", "a", "not a directory")]
    [InlineData("files/loop/x", "", "loop")]
    public void Names_WhatIsInTheWay(string source, string file, string cause)
    {
        _manifest.File(source, "x");
        _image.Link("loop", "loop2").Link("loop2", "loop");
        if (file.Length > 0)
        {
            _image.File(file);
        }

        var failure = Assert.Throws<ImaginatorException>(Copy);

        Assert.Contains(Path.GetDirectoryName(source)!, failure.Message, StringComparison.Ordinal);
        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NeverReplaces_Directory()
    {
        _manifest.File("files/lib", "a file");
        _image.Make("usr/lib").Link("lib", "usr/lib");
        Assert.Contains("/lib", Assert.Throws<ImaginatorException>(Copy).Message, StringComparison.Ordinal);

        File.Delete(_image["lib"]);
        _image.File("lib/x", "kept");
        Assert.Contains("/lib", Assert.Throws<ImaginatorException>(Copy).Message, StringComparison.Ordinal);

        File.Delete(_manifest["files/lib"]);
        _manifest.Link("files/lib", "usr/lib");
        Assert.Contains("/lib", Assert.Throws<ImaginatorException>(Copy).Message, StringComparison.Ordinal);
        Assert.Equal("kept", _image.Read("lib/x"));
    }

    [Fact]
    public void Replaces_FifoInTheImage_WithoutWaitingForIt()
    {
        _manifest.File("files/pipe", "x");
        _image.Fifo("pipe");

        Copy();

        Assert.Equal("x", _image.Read("pipe"));
    }

    [Fact]
    public void Refuses_FifoInTheManifest_ByName()
    {
        _manifest.Fifo("files/etc/pipe");

        Assert.Contains("files/etc/pipe", Assert.Throws<ImaginatorException>(Copy).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_NamesThatAreNotUtf8()
    {
        const string Name = "caf\uDCE9"; // The byte E9 alone.
        _manifest.Make("files");
        using (var files = DirectoryHandle.OpenHost(_manifest["files"]))
        {
            files.CreateFile(Name, 0x1A4).Dispose();
        }

        Copy();

        using var image = DirectoryHandle.OpenHost(_image.Path);
        Assert.Equal([Name], image.ReadEntries());
    }

    [Fact]
    public void Leaves_NothingBehind_WhenItIsCancelled()
    {
        _manifest.File("files/a", "a").File("files/b", "b");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var manifest = _manifest.OpenManifest();
        using var image = _image.OpenImage();

        Assert.Throws<OperationCanceledException>(
            () => TreeCopier.Copy(manifest, "files", image, "", cancelled.Token));

        Assert.Empty(_image.Entries());
    }

    [Fact]
    public void Refuses_TreeThatIsALinkOutOfTheManifest()
    {
        _outside.File("secret", "s");
        _manifest.Link("files", _outside.Path);

        Assert.ThrowsAny<IOException>(Copy);
        Assert.Empty(_image.Entries());
    }

    private void Copy()
    {
        using var manifest = _manifest.OpenManifest();
        using var image = _image.OpenImage();
        TreeCopier.Copy(manifest, "files", image, "", TestContext.Current.CancellationToken);
    }
}
