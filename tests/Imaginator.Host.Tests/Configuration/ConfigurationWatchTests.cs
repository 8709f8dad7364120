using Imaginator.Host.Configuration.Watching;

namespace Imaginator.Host.Tests.Configuration;

public sealed class ConfigurationWatchTests : IDisposable
{
    private readonly ConfigurationSite _site = new();

    public void Dispose() => _site.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applies_ReplacedFiles()
    {
        _site.WriteVariables("TOKEN=first");
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        IWatchedPart[] parts = [new ImageStreamsWatch(configuration, _site.Time), new VariablesWatch(configuration)];
        await CheckAsync(parts, 20);

        _site.WriteStreams("b");
        _site.WriteVariables("TOKEN=second");
        await CheckAsync(parts, 2);

        Assert.Equal("b", Assert.Single(configuration.Current.ImageStreams.Streams).Name);
        Assert.Equal("second", configuration.Secrets.Values["TOKEN"]);
    }

    [Fact]
    public async Task Fetches_FileOfABootstrapStreamAgain_WithoutReadingTheMainConfiguration()
    {
        _site.WriteStreams("a");
        var streams = $$$"""
            "BootstrapStreams": {"base": {
                "BootstrapCommand": ["true", "$dir"], "PackagerType": "deb", "ImageFilterUrl": "{{{_site.PathOf("filter")}}}"}},
            """;
        _site.WriteMain(more: streams);
        using var configuration = await _site.StartAsync();
        var watch = new BootstrapFilesWatch(configuration, _site.Time);
        Assert.NotNull(configuration.Current.Main.BootstrapStreams["base"].Fault);

        _site.Write("filter", "/tmp/.*\n");
        _site.WriteMain(more: streams.Replace("base", "unfinished", StringComparison.Ordinal));
        await CheckAsync([watch], 59);
        Assert.NotNull(configuration.Current.Main.BootstrapStreams["base"].Fault);
        await CheckAsync([watch], 1);

        Assert.Null(Assert.Single(configuration.Current.Main.BootstrapStreams).Value.Fault);
        Assert.True(configuration.Current.Main.BootstrapStreams.ContainsKey("base"));
    }

    [Fact]
    public async Task Fetches_UrlAtEveryCheckInterval_AndEachMinuteWhileItIsBroken()
    {
        await using var server = await StreamsServer.StartAsync();
        _site.WriteMain(server.Url, "\"ImageStreamsCheckInterval\": 600,");
        using var configuration = await _site.StartAsync();
        var watch = new ImageStreamsWatch(configuration, _site.Time);
        await CheckAsync([watch], 599);
        Assert.Single(server.Answers);
        await CheckAsync([watch], 1);
        Assert.Equal(2, server.Answers.Count);

        server.Contents = "broken";
        await CheckAsync([watch], 600);
        Assert.Equal(3, server.Answers.Count);
        await CheckAsync([watch], 600);
        Assert.Equal(13, server.Answers.Count);
        server.Contents = "{}";
        await CheckAsync([watch], 600);
        Assert.Equal(14, server.Answers.Count);
    }

    [Fact]
    public async Task Fetches_UrlWithoutCheckIntervalOnlyUntilItIsUsable()
    {
        await using var server = await StreamsServer.StartAsync();
        _site.WriteMain(server.Url);
        using var configuration = await _site.StartAsync();
        var watch = new ImageStreamsWatch(configuration, _site.Time);
        await CheckAsync([watch], 10_000);
        Assert.Single(server.Answers);
    }

    [Fact]
    public async Task Checks_RepeatedlyUntilStopped()
    {
        var looks = new Looks();
        using var watch = new ConfigurationWatch([looks], _site.Time);
        await watch.StartAsync(Token);
        for (var i = 0; i < 3; i++)
        {
            while (!looks.Semaphore.Wait(0, Token))
            {
                _site.Time.Advance(TimeSpan.FromMilliseconds(250));
                await Task.Yield();
            }
        }

        await watch.StopAsync(Token);
        Assert.True(looks.Token.IsCancellationRequested);
    }

    private async Task CheckAsync(IWatchedPart[] parts, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _site.Time.Advance(TimeSpan.FromSeconds(1));
            foreach (var part in parts)
            {
                await part.CheckAsync(Token);
            }
        }
    }

    private sealed class Looks : IWatchedPart
    {
        public SemaphoreSlim Semaphore { get; } = new(0);

        public CancellationToken Token { get; private set; }

        public Task CheckAsync(CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            Semaphore.Release();
            return Task.CompletedTask;
        }
    }
}
