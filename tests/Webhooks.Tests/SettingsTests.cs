using Imaginator.Plugins.Webhooks.Settings;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>Settings and their faults.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("", "setting url: it is missing; write the https address of the receiver")]
    [InlineData("url=hook", "setting url: it is not an https address")]
    [InlineData("url=ftp://example.org/", "setting url: it is not an https address")]
    [InlineData("url=https://user:password@example.org/", "setting url: a user in the address is not supported; use the setting token")]
    [InlineData(
        "url=http://example.org/",
        "setting url: an http address does not protect secrets on their way; write an https address, or set allowHttp to true")]
    [InlineData("url=http://example.org/ allowHttp=true", null)]
    [InlineData("url=http://127.0.0.1:8080/", null)]
    [InlineData("url=https://example.org/ secret=short", "setting secret: a key is whsec_ and 24 to 64 bytes in Base64")]
    [InlineData("url=https://example.org/ token=\u00e9", "setting token: a token consists of printable ASCII characters without spaces")]
    [InlineData("url=https://example.org/ timeout=1h", "setting timeout: \"1h\" is too large; the maximum is 30s")]
    [InlineData("shape=slak", "setting shape: \"slak\" is not one of standard, slack, github-status, gitlab-status")]
    [InlineData("shape=slack url=https://example.org/", null)]
    [InlineData("shape=slack url=https://example.org/ token=abcdef", "setting token: the shape slack does not send a token; remove the setting")]
    [InlineData("shape=slack url=https://example.org/ secret=x", "setting secret: the shape slack does not sign requests; remove the setting")]
    [InlineData("shape=github-status", "setting token: it is missing; the shape github-status requires a token that can write commit statuses")]
    [InlineData("shape=github-status token=abcdef", null)]
    [InlineData("shape=github-status token=abcdef repository=a/b/c", "setting repository: \"a/b/c\" is not a repository such as OWNER/NAME")]
    [InlineData("shape=gitlab-status token=abcdef repository=a/b/c", null)]
    [InlineData("shape=gitlab-status token=abcdef repository=../c", "setting repository: \"../c\" is not a repository such as OWNER/NAME")]
    [InlineData("url=https://example.org/ repository=a/b", "setting repository: the shape standard concerns no repository; remove the setting")]
    public async Task Faults_AreNamed(string text, string? fault)
    {
        var settings = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => (string?)pair[1], StringComparer.Ordinal);
        if (!settings.ContainsKey("shape"))
        {
            settings.TryAdd("secret", Samples.Key);
        }

        var failure = await Record.ExceptionAsync(async () => await (await Samples.OpenAsync(settings)).DisposeAsync());

        Assert.Equal(fault, failure is null ? null : Assert.Single(Assert.IsType<SettingsException>(failure).Faults).ToString());
    }

    [Fact]
    public async Task StandardShape_RequiresAKey()
    {
        var failure = await Assert.ThrowsAsync<SettingsException>(
            () => Samples.OpenAsync(new Dictionary<string, string?> { ["url"] = "https://example.org/" }));

        Assert.StartsWith("setting secret: it is missing", Assert.Single(failure.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destination_HasNoPath()
    {
        await using var receiver = await Samples.OpenAsync(
            new Dictionary<string, string?> { ["url"] = "https://hooks.example.org:8443/services/T0/SECRET", ["shape"] = "slack" });

        Assert.Equal("hooks.example.org:8443", receiver.Destination);
    }

    [Theory]
    [InlineData(ShapeNames.GitHubStatus, "https://api.github.com/")]
    [InlineData(ShapeNames.GitLabStatus, "https://gitlab.com/api/v4")]
    public void Forges_HaveADefaultAddress(string shape, string address) =>
        Assert.Equal(address, new WebhookSettings { Shape = shape }.Address.AbsoluteUri);
}
