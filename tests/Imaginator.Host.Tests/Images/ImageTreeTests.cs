using Imaginator.Files;
using Imaginator.Host.Images.Trees;
using Imaginator.Images;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Images;

public sealed class ImageTreeTests
{
    private static readonly ImageLibrary Library = new(new FakeTimeProvider());

    [Theory]
    [InlineData("/usr/lib/os-release", "/usr/lib/os-release")]
    [InlineData("/etc/os-release", "/usr/lib/os-release")]
    [InlineData("/lib/os-release", "/usr/lib/os-release")]
    [InlineData("/outside", "/etc/passwd")]
    [InlineData("/usr/lib/absolute", "/etc/passwd")]
    [InlineData("/", "/")]
    [InlineData("/lib", "/usr/lib")]
    public void Links_StayInTheImage(string path, string found)
    {
        var tree = new SampleTree(Library);
        tree.File("/usr/lib/os-release", "ID=debian\n");
        tree.File("/etc/passwd", "root\n");
        tree.Link("/etc/os-release", "../usr/lib/os-release");
        tree.Link("/lib", "usr/lib");
        tree.Link("/outside", "../../../../etc/./passwd");
        tree.Link("/usr/lib/absolute", "/etc/passwd");

        Assert.Equal(found, new ImageTree(tree.ToImage()).Find(path)!.Path);
    }

    [Theory]
    [InlineData("/loop")]
    [InlineData("/self")]
    [InlineData("/dangling")]
    [InlineData("/file/below")]
    [InlineData("/nothing")]
    [InlineData("/../etc")]
    public void Path_LeadsNowhere(string path)
    {
        var tree = new SampleTree(Library);
        tree.File("/file", "x");
        tree.Link("/loop", "pool");
        tree.Link("/pool", "loop");
        tree.Link("/self", "self/self/self");
        tree.Link("/dangling", "/nothing");

        Assert.Null(new ImageTree(tree.ToImage()).Find(path));
    }

    [Fact]
    public void ManyLinks_EndTheSearch()
    {
        var tree = new SampleTree(Library);
        tree.Directory("/d");
        var target = string.Concat(Enumerable.Repeat("d/../", 800)) + "next";
        for (var i = 0; i < 39; i++)
        {
            tree.Link($"/l{i}", target.Replace("next", $"l{i + 1}", StringComparison.Ordinal));
        }

        tree.File("/l39", "x");
        Assert.Null(new ImageTree(tree.ToImage()).Find("/l0"));
    }

    [Fact]
    public void Directory_IsListedWithAttributes()
    {
        var tree = new SampleTree(Library);
        var file = (RegularInode)tree.File("/bin/ping", "ELF", 0xFFF);
        tree.Add("/bin/ping", file with
        {
            Uid = 1,
            Gid = 2,
            MtimeSeconds = 1,
            MtimeNanoseconds = 500_000_000,
            ExtendedAttributes = [new ExtendedAttribute("security.capability", Convert.FromHexString("0100000200200000000000000000000000000000"))],
        });
        tree.Link("/bin/sh", "dash");
        tree.Add("/bin/null", new SpecialInode { Mode = 0x2000 | FileModes.Mode0644, Rdev = 0x103 });
        tree.Add("/bin/pipe", new SpecialInode { Mode = 0x1000 | FileModes.Mode0600 });
        tree.Add("/bin/made", new ComputedRegularInode { Mode = 0x8000 | FileModes.Mode0644, Source = "generator:6970" });
        tree.Directory("/bin/sub");

        var listing = new ImageTree(tree.ToImage()).List("/bin/")!;
        Assert.Equal("/bin", listing.Directory.Path);
        Assert.Equal(["made", "null", "ping", "pipe", "sh", "sub"], listing.Entries.Select(entry => entry.Name));
        Assert.Equal(
            ["-rw-r--r--", "crw-r--r--", "-rwsrwsrwt", "prw-------", "lrwxrwxrwx", "drwxr-xr-x"],
            listing.Entries.Select(entry => entry.ModeLetters));
        var ping = listing.Entries[2];
        Assert.Equal((1u, 2u, 3ul), (ping.Uid, ping.Gid, ping.Size));
        Assert.Equal("cap_net_raw=ep", ping.Capabilities);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1.5), ping.ModifiedAt);
        Assert.Equal("generator:6970", listing.Entries[0].Source);
        Assert.Equal((1ul, 3ul), listing.Entries[1].Device);
        Assert.Equal("dash", listing.Entries[4].LinkTarget);
        Assert.Null(listing.Entries[4].Capabilities);
    }

    [Fact]
    public void Sizes_CountHardLinksOnce()
    {
        var tree = new SampleTree(Library);
        var shared = tree.File("/a/large", new string('x', 1000));
        tree.Add("/b/large", shared);
        tree.File("/b/small", "12345");
        tree.File("/b/c/d/deep", "1234567890");
        tree.File("/b/empty", "");

        var image = new ImageTree(tree.ToImage());
        var root = image.Measure("/")!;
        Assert.Equal((1015ul, 5L), (root.Bytes, root.Files));
        Assert.Equal([("a", 1000ul), ("b", 15ul)], root.Entries.Select(entry => (entry.Name, entry.Bytes)));
        Assert.Equal([("c", 10ul), ("small", 5ul)], image.Measure("/b")!.Entries.Select(entry => (entry.Name, entry.Bytes)));
        Assert.Null(image.Measure("/b/small"));
        Assert.Equal((1015ul, 4ul, 5ul), (image.Totals.Bytes, image.Totals.Files, image.Totals.Directories));
    }

    [Fact]
    public void Sizes_SumUpWhatIsLeftOut()
    {
        var tree = new SampleTree(Library);
        for (var i = 0; i < DirectorySizes.MaximumEntries + 10; i++)
        {
            tree.File($"/f{i}", "x");
        }

        var sizes = new ImageTree(tree.ToImage()).Measure("/")!;
        Assert.Equal(DirectorySizes.MaximumEntries, sizes.Entries.Length);
        Assert.Equal(10ul, sizes.OtherBytes);
    }

    [Theory]
    [InlineData("0100000200200000000000000000000000000000", "cap_net_raw=ep")]
    [InlineData("0000000200200000000000000000000000000000", "cap_net_raw=p")]
    [InlineData("0000000203000000020000000000000000000000", "cap_chown=p cap_dac_override=ip")]
    [InlineData("0000000200000000000000000000008000000000", "cap_63=p")]
    [InlineData("0100000300040000000000000000000000000000E8030000", "cap_net_bind_service=ep")]
    [InlineData("01000002", "invalid: 4 bytes")]
    public void Capabilities_HaveTheFormOfGetcap(string value, string text) => Assert.Equal(
        text, FileCapabilities.Describe([new ExtendedAttribute("security.capability", Convert.FromHexString(value))]));
}
