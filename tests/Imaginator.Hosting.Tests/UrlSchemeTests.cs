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
    [InlineData("/var/lib/store", "local:///var/lib/store")]
    [InlineData("local:///x", "local:///x")]
    public void Writes_StoreInFull(string store, string url) => Assert.Equal(url, UrlScheme.OfStore(store));
}
