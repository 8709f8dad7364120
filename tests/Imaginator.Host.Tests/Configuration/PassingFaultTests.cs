using Imaginator.Host.Configuration;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Configuration;

/// <summary>Faults of one moment, of one stream and of the kind of a file.</summary>
public sealed class PassingFaultTests : IDisposable
{
    private readonly ConfigurationSite _site = new();

    public void Dispose() => _site.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"Streams\": {")]
    [InlineData("<html>Log in</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Streams\": 5}")]
    public async Task Keeps_OnlyImageStreamsThatWereFoundGood(string broken)
    {
        _site.WriteStreams("a");
        using (var configuration = await _site.StartAsync())
        {
            // Broken for a moment, then as before: the text is known, and the file must not get the broken one.
            _site.Write("streams.json", broken);
            await configuration.RereadImageStreamsAsync(Token);
            Assert.NotEmpty(configuration.Status.Broken[ConfigurationPart.ImageStreams].Faults);
            _site.WriteStreams("a");
            await configuration.RereadImageStreamsAsync(Token);
            Assert.Empty(configuration.Status.Broken);
        }

        File.Delete(_site.StreamsFile);
        using var next = await _site.StartAsync();
        Assert.Equal(["a"], NamesOf(next));
    }

    [Fact]
    public async Task Starts_WithSecretThatSpoilsOneStream()
    {
        _site.WriteVariables("P=not a host");
        _site.Write("streams.json", """
            {"Streams": {"good": {"ManifestUrl": "dir:///manifests/good"}, "bad": {"ManifestUrl": "https://$P/r"} } }
            """);
        using var configuration = await _site.StartAsync();

        Assert.Null((await configuration.FindAsync("good", Token))!.Fault);
        Assert.Contains("variable \"P\"", (await configuration.FindAsync("bad", Token))!.Fault, StringComparison.Ordinal);
        Assert.Contains(_site.Log.Of(LogLevel.Warning), message => message.Contains("variable \"P\"", StringComparison.Ordinal));
        Assert.DoesNotContain(_site.Log.Entries, entry => entry.Message.Contains("not a host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_OldVariablesIfTheNewSpoilTheUrlOfImageStreams()
    {
        await using var server = await StreamsServer.StartAsync();
        server.Contents = ConfigurationSite.StreamsOf("a");
        _site.WriteMain(server.Url.Replace("127.0.0.1", "$H", StringComparison.Ordinal));
        _site.WriteVariables("H=127.0.0.1");
        using var configuration = await _site.StartAsync();

        _site.WriteVariables("H=not a host");
        await configuration.RereadVariablesAsync(Token);

        Assert.Equal("127.0.0.1", configuration.Secrets.Values["H"]);
        Assert.Equal(["a"], NamesOf(configuration));
        Assert.Contains(
            "variable \"H\"", Assert.Single(configuration.Status.Broken[ConfigurationPart.Variables].Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovers_FromImageStreamsThatBecameAFifo()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();

        File.Delete(_site.StreamsFile);
        using (var parent = DirectoryHandle.OpenHost(Path.GetDirectoryName(_site.StreamsFile)!))
        {
            parent.MakeNode(Path.GetFileName(_site.StreamsFile), (uint)FileType.Fifo | 0x180, 0);
        }

        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal(
            "cannot be read: it is a FIFO, not a regular file",
            Assert.Single(configuration.Status.Broken[ConfigurationPart.ImageStreams].Faults).Message);
        File.Delete(_site.StreamsFile);
        _site.WriteStreams("a", "b");
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal(["a", "b"], NamesOf(configuration));
    }

    private static IEnumerable<string> NamesOf(LiveConfiguration configuration) =>
        configuration.Current.ImageStreams.Streams.Select(stream => stream.Name);
}
