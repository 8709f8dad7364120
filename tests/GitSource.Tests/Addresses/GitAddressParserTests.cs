using CsCheck;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;

namespace Imaginator.Plugins.GitSource.Tests.Addresses;

public sealed class GitAddressParserTests
{
    private static readonly string[] Beginnings = ["https://", "http://", "ssh://", "git://", "file://", "", "x@"];

    [Theory]
    [InlineData("https://example.org/a/b.git", "Https", null, null, "example.org", 443, "/a/b.git")]
    [InlineData("HTTPS://example.org:8443/a/b.git/", "Https", null, null, "example.org", 8443, "/a/b.git")]
    [InlineData("http://u:p%40ss@[::1]:80/x", "Http", "u", "p@ss", "[::1]", 80, "/x")]
    [InlineData("http://u:a@b:c@example.org/x", "Http", "u", "a@b:c", "example.org", 80, "/x")]
    [InlineData("https://token@example.org/x%20y", "Https", "token", null, "example.org", 443, "/x%20y")]
    [InlineData("ssh://example.org/x", "Ssh", null, null, "example.org", 0, "/x")]
    [InlineData("ssh://git@example.org:2222/a%20b", "Ssh", "git", null, "example.org", 2222, "/a b")]
    [InlineData("ssh://git@example.org/~fred/x", "Ssh", "git", null, "example.org", 0, "~fred/x")]
    [InlineData("git@example.org:a/b.git", "Ssh", "git", null, "example.org", 0, "a/b.git")]
    [InlineData("example.org:/a:b", "Ssh", null, null, "example.org", 0, "/a:b")]
    [InlineData("git@[::1]:x", "Ssh", "git", null, "[::1]", 0, "x")]
    [InlineData("git://example.org/x", "Git", null, null, "example.org", 9418, "/x")]
    [InlineData("file:///a%20b", "File", null, null, "", 0, "/a b")]
    [InlineData("file://localhost/a", "File", null, null, "", 0, "/a")]
    public void TakesUrlsApart(string url, string scheme, string? user, string? password, string host, int port, string path)
    {
        var address = GitAddressParser.Parse(url, "$GIT_URL");

        Assert.Equal(
            (scheme, user, password, host, port, path),
            (address.Scheme.ToString(), address.User, address.Password, address.Host, address.Port, address.Path));
        Assert.Equal("$GIT_URL", address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a/path")]
    [InlineData("no-path")]
    [InlineData("ftp://example.org/x")]
    [InlineData("https://example.org")]
    [InlineData("https:///x")]
    [InlineData("https://example.org:0/x")]
    [InlineData("https://example.org:65536/x")]
    [InlineData("https://user:pass/word@example.org/x")]
    [InlineData("https://example.org/x?y")]
    [InlineData("https://example.org/x\ny")]
    [InlineData("ssh://-oProxyCommand=x/y")]
    [InlineData("ssh://git@-host/y")]
    [InlineData("ssh://-user@host/y")]
    [InlineData("ssh://u:secret@host/y")]
    [InlineData("ssh://host/%0ax")]
    [InlineData("ssh://host/")]
    [InlineData("host:-x")]
    [InlineData("-host:x")]
    [InlineData("u:secret@host:x")]
    [InlineData("git://u@host/x")]
    [InlineData("file://host/x")]
    [InlineData("file://x")]
    public void Refuses_WhatIsNoGitUrl(string url)
    {
        var exception = Assert.Throws<ManifestFetchException>(() => GitAddressParser.Parse(url, "$GIT_URL"));

        Assert.Equal(ManifestFetchError.BadUrl, exception.Reason);
        Assert.StartsWith("invalid manifest URL $GIT_URL: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ParsesOrRefuses_WhateverIsWritten() => Gen.Select(
        Gen.Int[0, Beginnings.Length - 1].Select(index => Beginnings[index]),
        Gen.String[Gen.OneOf(Gen.Char["ab@:/[]%?#-~ 0"], Gen.Char), 0, 20]).Sample((scheme, rest) =>
        {
            try
            {
                var address = GitAddressParser.Parse(scheme + rest, "$GIT_URL");
                Assert.NotEqual('-', address.Host.FirstOrDefault());
                Assert.Equal(64, address.MirrorName.Length);
            }
            catch (ManifestFetchException exception)
            {
                Assert.Equal(ManifestFetchError.BadUrl, exception.Reason);
            }
        }, iter: 20_000, threads: 1);

    [Fact]
    public void MirrorName_DependsOnThePlace_NotOnTheCredentials()
    {
        Assert.Equal(NameOf("https://a:b@example.org/x"), NameOf("https://example.org:443/x/"));
        Assert.NotEqual(NameOf("https://example.org/x"), NameOf("https://example.org/y"));
        Assert.NotEqual(NameOf("https://example.org/x"), NameOf("http://example.org:443/x"));
        Assert.NotEqual(NameOf("a@example.org:x"), NameOf("b@example.org:x"));
    }

    private static string NameOf(string url) => GitAddressParser.Parse(url, "$GIT_URL").MirrorName;
}
