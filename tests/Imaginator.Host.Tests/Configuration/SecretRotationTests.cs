using System.Text;
using Imaginator.Host.Configuration;

namespace Imaginator.Host.Tests.Configuration;

/// <summary>Secrets that change while the daemon is off, or while it runs: only what needs them is affected.</summary>
public sealed class SecretRotationTests : IDisposable
{
    private readonly ConfigurationSite _site = new();

    public void Dispose() => _site.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecretThatDoesNotFitOneStream_LeavesTheOthersUsable()
    {
        _site.Write("streams.json", """
            {"Streams": {"secret": {"ManifestUrl": "$P/x"}, "good": {"ManifestUrl": "dir:///manifests/good"} } }
            """);
        _site.WriteVariables("P=dir:///manifests");
        using (var configuration = await _site.StartAsync())
        {
            Assert.Null((await configuration.FindAsync("secret", Token))!.Fault);
            _site.WriteVariables("P=p@ss w/rd");
            await configuration.RereadVariablesAsync(Token);
            await CheckAsync(configuration);
        }

        using var restarted = await _site.StartAsync();
        await CheckAsync(restarted);

        static async Task CheckAsync(LiveConfiguration configuration)
        {
            Assert.Null((await configuration.FindAsync("good", Token))!.Fault);
            Assert.Contains("\"$P/x\"", (await configuration.FindAsync("secret", Token))!.DescribeFault(), StringComparison.Ordinal);
            Assert.Empty(configuration.Status.Broken);
        }
    }

    [Fact]
    public async Task PasswordOfAnyCharacters_ReachesTheServerOfTheImageStreams()
    {
        const string Password = @"p@s/s?w#o\rd:%";
        await using var server = await StreamsServer.StartAsync();
        server.Contents = ConfigurationSite.StreamsOf("a");
        _site.WriteVariables($"P={Password}");
        _site.WriteMain(server.Url.Replace("//", "//me:$P@", StringComparison.Ordinal));

        using var configuration = await _site.StartAsync();

        Assert.NotNull(await configuration.FindAsync("a", Token));
        Assert.Equal(
            $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Password}"))}", Assert.Single(server.Answers).Authorization);
    }

    [Fact]
    public async Task SecretThatDoesNotFitTheUrlOfTheImageStreams_IsNamed_AndKeptOnesAreUsed()
    {
        await using var server = await StreamsServer.StartAsync();
        server.Contents = ConfigurationSite.StreamsOf("a");
        _site.WriteVariables($"HOST=127.0.0.1:{server.Port}");
        _site.WriteMain("http://$HOST/streams.json");
        (await _site.StartAsync()).Dispose();
        _site.WriteVariables("HOST=swordfish @ home");

        using var configuration = await _site.StartAsync();

        Assert.NotNull(configuration.Current.Catalog.Find("a"));
        Assert.NotNull(configuration.Status.ImageStreamsKeptSince);
        var fault = Assert.Single(configuration.Status.Broken[ConfigurationPart.ImageStreams].Faults).ToString();
        Assert.Contains("the variable \"HOST\" of the URL \"http://$HOST/streams.json\"", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", fault, StringComparison.Ordinal);

        _site.WriteVariables($"HOST=127.0.0.1:{server.Port}");
        await configuration.RereadVariablesAsync(Token);
        Assert.Empty(configuration.Status.Broken);

        File.Delete(_site.PathOf("image-streams.kept"));
        _site.WriteVariables("HOST=swordfish @ home");
        var error = await Assert.ThrowsAsync<ImaginatorException>(_site.StartAsync);
        Assert.Contains("the variable \"HOST\"", error.Message, StringComparison.Ordinal);
    }
}
