using System.Text;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Supervision;

namespace Imaginator.Linux.Tests.Supervision;

public sealed class CallerTests
{
    private const string Status =
        "Name:\tmknod\nUmask:\t0027\nState:\tS (sleeping)\nUid:\t100000\t100001\t100002\t100003\nGid:\t100010\t100011\t100012\t100013\n"
        + "CapPrm:\t0000000000000000\nCapEff:\t00000000880405fb\n";

    [Fact]
    public void Identity_IsTheOneForFiles()
    {
        var identity = CallerIdentity.Parse(Status)!;
        Assert.Equal((100003u, 100013u, 23u), (identity.FileUser, identity.FileGroup, identity.FileMask));
        Assert.True(identity.Has(Capability.MakeDeviceNodes));
        Assert.False(identity.Has(Capability.KeepSetIdBits) && identity.Has((Capability)2));
    }

    [Fact]
    public void EndingProcesses_HaveNoIdentity() =>
        Assert.Null(CallerIdentity.Parse(Status.Replace("Umask:\t0027\n", "", StringComparison.Ordinal)));

    [Fact]
    public void Ids_BelongToTheNamespaceOrNot()
    {
        var ids = MappedIds.Parse("         0     100000      65536\n     70000     200000          1\n");
        Assert.All(new uint[] { 100000, 165535, 200000 }, id => Assert.True(ids.Contains(id)));
        Assert.All(new uint[] { 0, 99999, 165536, 199999, 200001, uint.MaxValue }, id => Assert.False(ids.Contains(id)));
        Assert.True(MappedIds.Parse("         0          0 4294967295\n").Contains(1000));
        Assert.False(MappedIds.Parse("").Contains(0));
    }

    [Theory]
    [InlineData("null", "null", ".")]
    [InlineData("/null", "null", "/")]
    [InlineData("//dev//null", "null", "//dev//")]
    [InlineData("dev/null/", "null/", "dev/")]
    [InlineData("dev/..", "..", "dev/")]
    public void Paths_AreDividedBeforeTheName(string path, string name, string parent)
    {
        Assert.Equal(Errno.None, NodePath.Split(Encoding.ASCII.GetBytes(path), out var actualName, out var actualParent));
        Assert.Equal(name + "\0", Encoding.ASCII.GetString(actualName));
        Assert.Equal(parent, Encoding.ASCII.GetString(actualParent));
    }

    [Theory]
    [InlineData("", Errno.ENOENT)]
    [InlineData("/", Errno.EEXIST)]
    [InlineData("///", Errno.EEXIST)]
    public void Paths_WithoutName_AreRefused(string path, Errno expected) =>
        Assert.Equal(expected, NodePath.Split(Encoding.ASCII.GetBytes(path), out _, out _));
}
