using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Tests.Variables;

public sealed class UrlVariablesTests
{
    private static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    private static readonly ImmutableDictionary<string, string> Secrets =
        Nothing.Add("GIT_USER", "robot").Add("GIT_PASSWORD", "p@ss:w/o#r?d%\\");

    [Fact]
    public void Secrets_WinOverTheRequest()
    {
        var request = Nothing.Add("GIT_USER", "a:b@attacker/x").Add("GIT_PASSWORD", "mine");
        Assert.Equal(
            "http://robot:p%40ss%3Aw%2Fo%23r%3Fd%25%5C@host/m.git", Expand("http://$GIT_USER:$GIT_PASSWORD@host/m.git", request, Secrets));
    }

    [Theory]
    [InlineData("https://host:8443/base/$X/m.git")]
    [InlineData("https://host:8443/base/m-$X.git")]
    [InlineData("https://host:8443/base/m.git/$X")]
    [InlineData("https://$X@host:8443/base/m.git")]
    [InlineData("https://$X:secret@host:8443/base/m.git")]
    [InlineData("https://user:$X@host:8443/base/m.git")]
    [InlineData("https://host:8443/base/m.git?q=$X")]
    [InlineData("https://host:8443/base/m.git#$X")]
    public void Request_NeverChangesSchemeHostPortOrRoot(string template)
    {
        foreach (var value in HostileValues.All)
        {
            if (TryExpand(template, Nothing.Add("X", value)) is not { } url)
            {
                continue;
            }

            var uri = new Uri(url);
            Assert.True(
                uri is { Scheme: "https", Host: "host", Port: 8443 } && uri.AbsolutePath.StartsWith("/base/", StringComparison.Ordinal),
                $"{HostileValues.Show(value)}: {url}");
            Assert.DoesNotContain(url, letter => char.IsControl(letter) || letter is '\\' or ' ');
            Assert.Equal(template.Contains('#', StringComparison.Ordinal), uri.Fragment.Length > 0);
            Assert.Equal(template.Contains('?', StringComparison.Ordinal), uri.Query.Length > 0);
        }
    }

    [Fact]
    public void Secret_ArrivesAsItIs()
    {
        foreach (var value in HostileValues.All.Where(value => !value.Contains('\0') && !IsEncoded(value)))
        {
            var uri = new Uri(Expand("https://user:$X@host/m", Nothing, Nothing.Add("X", value)));
            Assert.Equal("host", uri.Host);
            Assert.Equal(value, Uri.UnescapeDataString(uri.UserInfo["user:".Length..]));
        }
    }

    [Theory]
    [InlineData("https://$X/m.git", "the host or the port")]
    [InlineData("https://$X.example/m.git", "the host or the port")]
    [InlineData("https://host:$X/m.git", "the host or the port")]
    [InlineData("https://host$X/m.git", "the host or the port")]
    [InlineData("https://$USER@$X/m.git", "the host or the port")]
    [InlineData("git@$X:m.git", "the host or the port")]
    [InlineData("$X", "the scheme or the host")]
    [InlineData("$X/m.git", "the scheme or the host")]
    [InlineData("$X://host/m.git", "the scheme or the host")]
    [InlineData("http$X://host/m.git", "the scheme or the host")]
    [InlineData("ht${X}tp://host/m.git", "the scheme or the host")]
    public void Request_InAPlaceThatIsNotItsOwn_IsNamedWithTheUrl(string template, string place)
    {
        var error = Assert.Throws<ImaginatorException>(() => Expand(template, Nothing.Add("X", "evil"), Nothing));
        Assert.Contains("\"X\"", error.Message, StringComparison.Ordinal);
        Assert.Contains($"\"{template}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://host/base/$X")]
    [InlineData("dir:///srv/$X")]
    [InlineData("dir:///srv/a$X")]
    [InlineData("git@host:$X")]
    [InlineData("git@host:base/$X")]
    [InlineData("file:///srv/$X")]
    public void Path_CannotBeLeft(string template)
    {
        foreach (var value in HostileValues.All.Where(value => value.Split('/', '\\').Contains("..")))
        {
            if (TryExpand(template, Nothing.Add("X", value)) is { } url)
            {
                Assert.DoesNotContain("..", Uri.UnescapeDataString(url).Split('/', ':'));
            }
        }

        Assert.Throws<ImaginatorException>(() => Expand("https://host/$A$A/x", Nothing.Add("A", "."), Nothing));
    }

    [Fact]
    public void ShortFormOfGit_TakesNoValueThatItCannotEncode()
    {
        Assert.Equal("git@host:team/app.git", Expand("git@host:$X.git", Nothing.Add("X", "team/app"), Nothing));
        foreach (var value in new[] { "-x", "a b", "a'b", "a%2Fb", "a\nb", "a:b" })
        {
            Assert.Null(TryExpand("git@host:$X", Nothing.Add("X", value)));
        }
    }

    [Fact]
    public void Site_CanSetWholeParts()
    {
        Assert.Equal("https://host:1/a/m.git", Expand("$BASE/m.git", Nothing, Nothing.Add("BASE", "https://host:1/a")));
        Assert.Equal("https://host:1/team/m.git", Expand("https://$HOST/m.git", Nothing, Nothing.Add("HOST", "host:1/team")));
        Assert.Equal("https://u:p%40x@host/m", Expand("https://$BOTH@host/m", Nothing, Nothing.Add("BOTH", "u:p@x")));
        Assert.Equal("https://host/a%20b/c", Expand("https://host/$P/c", Nothing, Nothing.Add("P", "a%20b")));
        Assert.Equal("git@host:m.git", Expand("$USER@host:m.git", Nothing, Nothing.Add("USER", "git")));
        Assert.Equal("/etc/streams.json", Expand("/etc/$FILE", Nothing, Nothing.Add("FILE", "streams.json")));
        Assert.Throws<ImaginatorException>(() => Expand("https://$HOST/m", Nothing, Nothing.Add("HOST", "a@b")));

        // Before version 0.2, values with special characters had to be encoded in the variables file.
        Assert.Equal("https://u:p%40ss@host/m", Expand("https://u:$P@host/m", Nothing, Nothing.Add("P", "p%40ss")));
    }

    [Fact]
    public void NameOfTheStream_IsEncodedToo()
    {
        Assert.Equal("https://host/users/a%40b%3Fc/m", Expand("https://host/$IMAGE_STREAM/m", Nothing, Nothing, "users/a@b?c"));
        Assert.Equal("https://a.host/m", Expand("https://${IMAGE_STREAM_LEAF_NAME}.host/m", Nothing, Nothing, "users/a"));
        Assert.Throws<ImaginatorException>(
            () => Expand("https://${IMAGE_STREAM_LEAF_NAME}.host/m", Nothing, Nothing, "users/attacker#"));
    }

    [Fact]
    public void Url_HidesItsValue()
    {
        var url = UrlVariables.ForSite(Secrets).Expand("https://u:$GIT_PASSWORD@h/");
        Assert.Equal("https://u:$GIT_PASSWORD@h/", url.ToString());
        Assert.Null(UrlVariables.ForSite(Secrets).ExpandIfAllKnown("https://u:$UNKNOWN@h/"));
    }

    // These are taken as encoded already: nothing in them would change a URL.
    private static bool IsEncoded(string value) =>
        value.Contains('%') && Regex.IsMatch(value, "^([A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*$", RegexOptions.CultureInvariant);

    private static string? TryExpand(string template, ImmutableDictionary<string, string> request)
    {
        try
        {
            return Expand(template, request, Nothing);
        }
        catch (ImaginatorException)
        {
            return null;
        }
    }

    private static string Expand(
        string template, ImmutableDictionary<string, string> request, ImmutableDictionary<string, string> secrets, string name = "s") =>
        UrlVariables.ForStream(new ImageStream { Name = name, ManifestUrl = template }, request, secrets).Expand(template).Value;
}
