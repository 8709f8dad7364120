using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Tests.Images;

public sealed class TreePathTests
{
    [Theory]
    [InlineData("/", new string[0])]
    [InlineData("/etc/fstab", new[] { "etc", "fstab" })]
    [InlineData("//etc///fstab/", new[] { "etc", "fstab" })]
    public void Path_IsSplitIntoNames(string path, string[] names) => Assert.Equal(names, TreePath.Split(path));

    [Theory]
    [InlineData("")]
    [InlineData("etc/fstab")]
    [InlineData("/etc/../../etc/passwd")]
    [InlineData("/./etc")]
    [InlineData("/a\0b")]
    public void Path_IsRejected(string path) => Assert.Null(TreePath.Split(path));

    [Fact]
    public void LongPath_IsRejected()
    {
        Assert.Null(TreePath.Split("/" + new string('a', 10_000)));
        Assert.Null(TreePath.Split("/" + new string('a', 256)));
    }

    [Theory]
    [InlineData("/a b/c+d/%", "/a%20b/c%2Bd/%25")]
    [InlineData("/\u00e4", "/%C3%A4")]
    public void Path_SurvivesAnAddress(string path, string escaped)
    {
        Assert.Equal(escaped, TreePath.Escape(path));
        Assert.Equal(path, TreePath.FromQuery($"?x=1&path={escaped}&y", "path"));
    }

    [Fact]
    public void BytesThatAreNotText_SurviveAnAddress()
    {
        // An attribute cannot have such a text.
        Assert.Equal("/%FF", TreePath.Escape("/\uDCFF"));
        Assert.Equal("/\uDCFF", TreePath.FromQuery("path=/%FF", "path"));
    }

    [Theory]
    [InlineData("?path=a+b", "a b")]
    [InlineData("?path=%", "%")]
    [InlineData("?path=%4", "%4")]
    [InlineData("?path=%zz", "%zz")]
    [InlineData("?path=", "")]
    [InlineData("?xpath=1", null)]
    [InlineData("", null)]
    public void Query_IsRead(string query, string? path) => Assert.Equal(path, TreePath.FromQuery(query, "path"));
}
