namespace Imaginator.Hosting.Tests;

public sealed class UrlSchemeTests
{
    [Theory]
    [InlineData("https://host/path", "https")]
    [InlineData("HTTPS://host/path", "https")]
    [InlineData("git+ssh://host/path", "git+ssh")]
    [InlineData("dir:///srv/manifest", "dir")]
    [InlineData("file:/srv/repository", "file")]
    [InlineData("git@host:path/to.git", "ssh")]
    [InlineData("git@host.example:/path", "ssh")]
    [InlineData("/srv/manifest", null)]
    [InlineData("host:path", null)]
    [InlineData("git@host:", null)]
    [InlineData("a b@host:path", null)]
    [InlineData("://host/path", null)]
    [InlineData("3s://host/path", null)]
    [InlineData("a_b://host/path", null)]
    [InlineData("host:path:/", null)]
    [InlineData("", null)]
    public void Tells_SchemeOfUrl(string url, string? scheme) => Assert.Equal(scheme, UrlScheme.Of(url));

    [Theory]
    [InlineData("https://host/path", "https")]
    [InlineData("svn://host/path", "svn")]
    [InlineData("git@host:path", "ssh")]
    [InlineData("alias:/path", "ssh")]
    [InlineData("alias:path/to.git", "ssh")]
    [InlineData("Https:/host/path", "https")]
    [InlineData("dir:relative", null)]
    [InlineData("dir:/path", "dir")]
    [InlineData("a/b:path", null)]
    [InlineData("-oProxyCommand=x:path", null)]
    [InlineData("alias:", null)]
    [InlineData("/srv/manifest", null)]
    public void Tells_SchemeOfManifest_AsGitDoes(string url, string? scheme) =>
        Assert.Equal(scheme, UrlScheme.OfManifest(url, new HashSet<string>(["https", "dir", "ssh"]).Contains));

    [Theory]
    [InlineData("/var/lib/store", "local:///var/lib/store")]
    [InlineData("local:///x", "local:///x")]
    public void Writes_StoreInFull(string store, string url) => Assert.Equal(url, UrlScheme.OfStore(store));
}
