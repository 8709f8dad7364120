using System.Text;
using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Tests.Trees;

/// <summary>Trees that were made to lead whoever walks them astray.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly TemporaryDirectory _outside = new();
    private readonly TemporaryDirectory _tree = new();

    public HostileTreeTests()
    {
        File.WriteAllText(_outside.PathOf("secret"), "outside");
        Directory.CreateDirectory(_tree.PathOf("run"));
        Directory.CreateDirectory(_tree.PathOf("var"));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void Image_AbsoluteLinksStayInside()
    {
        File.CreateSymbolicLink(_tree.PathOf("var/run"), "/run");
        using var root = TreeRoot.OpenImage(_tree.FullName);
        using (var directory = root.OpenDirectory("/var/run"))
        using (directory.CreateFile("probe", 0x1A4))
        {
            Assert.True(File.Exists(_tree.PathOf("run/probe")));
        }

        // The host's path means nothing inside.
        File.CreateSymbolicLink(_tree.PathOf("out"), _outside.FullName);
        Assert.Null(root.TryOpenDirectory("out"));
        File.CreateSymbolicLink(_tree.PathOf("secret"), _outside.PathOf("secret"));
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => root.OpenFile("secret")).Error);
    }

    [Theory]
    [InlineData("../../../../../../../../etc")]
    [InlineData("var/../../../../../../etc")]
    [InlineData("/../../../../etc")]
    public void Image_DotsEndAtTheRoot(string path)
    {
        Directory.CreateDirectory(_tree.PathOf("etc"));
        File.WriteAllText(_tree.PathOf("etc/mark"), "");
        using var root = TreeRoot.OpenImage(_tree.FullName);
        using var directory = root.OpenDirectory(path);
        Assert.Equal(["mark"], directory.ReadEntries());
        File.CreateSymbolicLink(_tree.PathOf("link"), path);
        using var through = root.OpenDirectory("link");
        Assert.Equal(["mark"], through.ReadEntries());
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData("var/../../x")]
    public void Manifest_LinksThatLeaveAreRefused(string target)
    {
        File.CreateSymbolicLink(_tree.PathOf("link"), target);
        using var root = TreeRoot.OpenManifest(_tree.FullName);
        Assert.Equal(Errno.EXDEV, Assert.Throws<LinuxException>(() => root.OpenDirectory("link")).Error);
        Assert.Equal(Errno.EXDEV, Assert.Throws<LinuxException>(() => root.OpenFile("link/file")).Error);
    }

    [Fact]
    public void Manifest_LinksInsideWork()
    {
        File.WriteAllText(_tree.PathOf("var/file"), "x");
        File.CreateSymbolicLink(_tree.PathOf("run/link"), "../var/file");
        using var root = TreeRoot.OpenManifest(_tree.FullName);
        using var file = root.OpenFile("run/link");
        Assert.Equal(1, FileHandles.GetStatus(file).Size);
    }

    [Fact]
    public void Loops_AreErrors()
    {
        File.CreateSymbolicLink(_tree.PathOf("a"), "b");
        File.CreateSymbolicLink(_tree.PathOf("b"), "a");
        using var root = TreeRoot.OpenImage(_tree.FullName);
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => root.OpenFile("a")).Error);
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => root.MakeDirectories("a/x", 0x1ED)).Error);
    }

    [Fact]
    public void MagicLinks_AreRefused()
    {
        // As if somebody had brought a /proc into the tree.
        using var root = TreeRoot.OpenImage("/");
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => root.OpenDirectory("/proc/self/root")).Error);
    }

    [Fact]
    public void FifosAndDevices_AreRefusedWithoutWaiting()
    {
        using var root = TreeRoot.OpenImage(_tree.FullName);
        root.Directory.MakeNode("fifo", (uint)FileType.Fifo | 0x1B6, 0);
        root.Directory.MakeNode("tty", (uint)FileType.CharacterDevice | 0x1B6, (5 << 8) | 0);
        foreach (var name in new[] { "fifo", "tty", "var" })
        {
            Assert.ThrowsAny<LinuxException>(() => root.OpenFile(name));
            Assert.ThrowsAny<LinuxException>(() => root.Directory.OpenFile(name));
            Assert.ThrowsAny<LinuxException>(() => root.Directory.OpenFileForWriting(name));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("a\0b")]
    public void Names_ThatAreNoneAreRefused(string name)
    {
        using var directory = DirectoryHandle.OpenHost(_tree.FullName);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => directory.OpenDirectory(name)).Error);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => directory.MakeDirectory(name, 0x1ED)).Error);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => directory.Unlink(name)).Error);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => directory.Rename("var", directory, name)).Error);
    }

    [Fact]
    public void SymbolicLinks_AreNeverFollowedByName()
    {
        File.CreateSymbolicLink(_tree.PathOf("link"), _outside.PathOf("secret"));
        File.CreateSymbolicLink(_tree.PathOf("directory"), _outside.FullName);
        using var directory = DirectoryHandle.OpenHost(_tree.FullName);
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => directory.OpenFile("link")).Error);
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => directory.OpenFileForWriting("link")).Error);
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<LinuxException>(() => directory.OpenDirectory("directory")).Error);
        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => directory.CreateFile("link", 0x1A4)).Error);
        Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<LinuxException>(() => directory.SetMode("link", 0)).Error);
        directory.SetOwner("link", 12345, 12345);
        directory.SetModificationTime("link", 1, 0);
        Assert.Equal(FileType.SymbolicLink, directory.TryGetStatus("link")!.Value.Type);

        using var outside = DirectoryHandle.OpenHost(_outside.FullName);
        var secret = outside.TryGetStatus("secret")!.Value;
        Assert.Equal(0u, secret.Uid);
        Assert.NotEqual(1, secret.MtimeSeconds);
        directory.Unlink("link");
        Assert.NotNull(outside.TryGetStatus("secret"));
    }

    [Fact]
    public void Names_OfAllBytesAndLengthsSurvive()
    {
        using var directory = DirectoryHandle.OpenHost(_tree.PathOf("var"));
        var longest = new string('ü', 127) + "x";
        string[] names = [longest, "\uDC80\uDCFF", "new\nline", "ünï", " ", "...", "-rf", "\u0001"];
        foreach (var name in names)
        {
            directory.CreateFile(name, 0x1A4).Dispose();
        }

        Assert.Equal(names.Order(Imaginator.Files.FileName.BytewiseComparer), directory.ReadEntries());
        Assert.Equal(255, Encoding.UTF8.GetByteCount(longest));
        Assert.Equal(
            Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => directory.CreateFile(longest + "y", 0x1A4)).Error);
        Assert.Equal(
            Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => directory.CreateFile(new string('z', 100_000), 0x1A4)).Error);

        // The runtime itself cannot: it knows no names that are not text.
        foreach (var name in names)
        {
            directory.Unlink(name);
        }

        using var root = TreeRoot.OpenImage(_tree.FullName);
        Assert.Equal(
            Errno.ENAMETOOLONG,
            Assert.Throws<LinuxException>(() => root.OpenDirectory(string.Concat(Enumerable.Repeat("var/../", 1000)))).Error);
    }

    [Fact]
    public void MakingDirectories_NeverLeavesTheTree()
    {
        File.CreateSymbolicLink(_tree.PathOf("out"), _outside.FullName);
        File.CreateSymbolicLink(_tree.PathOf("dangling"), "/run/made");
        using var root = TreeRoot.OpenImage(_tree.FullName);
        Assert.ThrowsAny<LinuxException>(() => root.MakeDirectories("out/a/b", 0x1ED));
        Assert.ThrowsAny<LinuxException>(() => root.MakeDirectories("dangling/a", 0x1ED));
        Assert.Equal(["secret"], Directory.GetFileSystemEntries(_outside.FullName).Select(Path.GetFileName));
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => root.MakeDirectories("new/../c", 0x1C0)).Error);
        using var made = root.MakeDirectories("/../var/a/c", 0x1C0);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_tree.PathOf("var/a/c")));
    }

    [Fact]
    public async Task ALinkThatIsSwappedMeanwhile_NeverLeadsOut()
    {
        Directory.CreateDirectory(_tree.PathOf("real"));
        await File.WriteAllTextAsync(_tree.PathOf("real/secret"), "inside", Cancelled);
        File.CreateSymbolicLink(_tree.PathOf("var/place"), "../real");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() => Swap(stop.Token), Cancelled);
        using var image = TreeRoot.OpenImage(_tree.FullName);
        using var manifest = TreeRoot.OpenManifest(_tree.FullName);
        var found = 0;
        for (var i = 0; i < 20_000; i++)
        {
            found += IsInside(image) + IsInside(manifest);
        }

        await stop.CancelAsync();
        await swapping;
        Assert.True(found > 0, "The race was never run.");
    }

    private void Swap(CancellationToken stop)
    {
        using var directory = DirectoryHandle.OpenHost(_tree.PathOf("var"));
        string[] targets = [_outside.FullName, "../../" + Path.GetFileName(_outside.FullName), "../real"];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            directory.MakeSymbolicLink("new", targets[i % targets.Length]);
            directory.Rename("new", directory, "place");
        }
    }

    /// <returns>1 if the file inside was found, 0 if it was refused; the one outside is a failure.</returns>
    private static int IsInside(TreeRoot root)
    {
        try
        {
            using var file = root.OpenFile("var/place/secret");
            var contents = new byte[16];
            var length = RandomAccess.Read(file, contents, 0);
            Assert.Equal("inside", Encoding.UTF8.GetString(contents, 0, length));
            return 1;
        }
        catch (LinuxException)
        {
            return 0;
        }
    }
}
