using Imaginator.Building.Streams;
using Imaginator.Host.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Configuration;

public sealed class LiveConfigurationTests : IDisposable
{
    private readonly ConfigurationSite _site = new();

    public void Dispose() => _site.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applies_NewImageStreams()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var changes = CountChanges(configuration);
        _site.Time.Advance(TimeSpan.FromHours(1));

        _site.WriteStreams("a", "b");
        await configuration.RereadImageStreamsAsync(Token);

        Assert.Equal(["a", "b"], NamesOf(configuration));
        Assert.Equal(1, changes());
        Assert.Equal(_site.Time.GetUtcNow(), configuration.Status.ActiveSince);
        Assert.Contains(
            $"Configuration active: bootstrap streams: 0, image streams: 2, stream patterns: 0, from {_site.StreamsFile}",
            _site.Log.Of(LogLevel.Information));
    }

    [Fact]
    public async Task Keeps_OldImageStreamsIfTheNewAreBroken_AndLogsItOnce()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var changes = CountChanges(configuration);
        var since = configuration.Status.ActiveSince;
        _site.Time.Advance(TimeSpan.FromHours(1));

        _site.Write("streams.json", """
            {
              "Streams": 7 }
            """);
        for (var i = 0; i < 3; i++)
        {
            await configuration.RereadImageStreamsAsync(Token);
            _site.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["a"], NamesOf(configuration));
        Assert.Equal(0, changes());
        Assert.Equal(since, configuration.Status.ActiveSince);
        var broken = configuration.Status.Broken[ConfigurationPart.ImageStreams];
        Assert.Equal((_site.StreamsFile, since.AddHours(1)), (broken.Source, broken.Since));
        Assert.Equal(
            $"{_site.StreamsFile}:2: $.Streams: error: a table is expected here, not a number",
            broken.Faults[0].ToString());
        Assert.StartsWith(
            $"Unusable configuration {_site.StreamsFile}; the previous version stays active:\n{broken.Faults[0]}",
            Assert.Single(_site.Log.Of(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ignores_RevertedEdit()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var changes = CountChanges(configuration);
        var inForce = configuration.Current;

        _site.Write("streams.json", "{");
        await configuration.RereadImageStreamsAsync(Token);
        File.Delete(_site.StreamsFile);
        await configuration.RereadImageStreamsAsync(Token);
        var fault = Assert.Single(configuration.Status.Broken[ConfigurationPart.ImageStreams].Faults);
        Assert.Equal($"{_site.StreamsFile}: error: the file does not exist", fault.ToString());
        _site.WriteStreams("a");
        await configuration.RereadImageStreamsAsync(Token);

        Assert.Same(inForce, configuration.Current);
        Assert.Equal(0, changes());
        Assert.Empty(configuration.Status.Broken);
        Assert.Contains($"Configuration {_site.StreamsFile} is usable again", _site.Log.Of(LogLevel.Information));
    }

    [Fact]
    public async Task Rereads_BeforeAStreamIsReportedAsUnknown()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        _site.WriteStreams("a", "new");

        Assert.NotNull(await configuration.FindAsync("new", Token));
    }

    [Fact]
    public async Task Rereads_OnceForManyUnknownNames_AndNeverForImpossibleOnes()
    {
        await using var server = await StreamsServer.StartAsync();
        server.Contents = ConfigurationSite.StreamsOf("a");
        _site.WriteMain(server.Url);
        using var configuration = await _site.StartAsync();
        Assert.Single(server.Answers);

        Assert.Null(await configuration.FindAsync("../etc", Token));
        Assert.NotNull(await configuration.FindAsync("a", Token));
        Assert.Single(server.Answers);

        var answer = new TaskCompletionSource();
        server.Delay = answer.Task;
        var first = configuration.FindAsync("first", Token);
        var others = Enumerable.Range(0, 1000).Select(i => configuration.FindAsync($"unknown/{i}", Token)).ToList();
        answer.SetResult();
        Assert.Null(await first);
        await Wait.UntilAsync(() =>
        {
            // Those who asked during the first reading wait for the next, from whenever on their timer is there.
            _site.Time.Advance(TimeSpan.FromSeconds(1));
            return others.TrueForAll(other => other.IsCompleted);
        });

        foreach (var other in others)
        {
            Assert.Null(await other);
        }

        Assert.InRange(server.Answers.Count, 2, 3);
    }

    [Fact]
    public async Task Sends_ConditionalRequests()
    {
        await using var server = await StreamsServer.StartAsync();
        server.Contents = ConfigurationSite.StreamsOf("a");
        server.EntityTag = "\"1\"";
        _site.WriteMain(server.Url.Replace("//", "//me:p%40ss@", StringComparison.Ordinal));
        using var configuration = await _site.StartAsync();
        var inForce = configuration.Current;
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Same(inForce, configuration.Current);

        server.Contents = "broken";
        server.EntityTag = "\"2\"";
        await configuration.RereadImageStreamsAsync(Token);
        await configuration.RereadImageStreamsAsync(Token);
        Assert.NotEmpty(configuration.Status.Broken);

        server.Contents = ConfigurationSite.StreamsOf("a", "b");
        server.EntityTag = "\"3\"";
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal(["a", "b"], NamesOf(configuration));
        Assert.Equal([200, 304, 200, 304, 200], server.Answers.Select(answer => answer.Status));
        Assert.All(server.Answers, answer => Assert.Equal("Basic bWU6cEBzcw==", answer.Authorization));
    }

    [Fact]
    public async Task Starts_WithKeptImageStreams_IfTheServerIsGone()
    {
        await using (var server = await StreamsServer.StartAsync(FreePort.Next()))
        {
            server.Contents = "// kept as it is\n" + ConfigurationSite.StreamsOf("a");
            _site.WriteMain(server.Url);
            (await _site.StartAsync()).Dispose();
        }

        var file = _site.PathOf("image-streams.kept");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var keptAt = _site.Time.GetUtcNow();
        _site.Time.Advance(TimeSpan.FromDays(1));

        using var configuration = await _site.StartAsync();

        Assert.Equal(["a"], NamesOf(configuration));
        Assert.Equal(keptAt, configuration.Status.ImageStreamsKeptSince);
        var fault = Assert.Single(configuration.Status.Broken[ConfigurationPart.ImageStreams].Faults);
        Assert.Contains("Connection refused", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            "the kept image streams of 2026-11-24 12:00:00Z are active",
            Assert.Single(_site.Log.Of(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_FiveSecondsForTheServer()
    {
        await using var server = await StreamsServer.StartAsync();
        server.Contents = ConfigurationSite.StreamsOf("a");
        _site.WriteMain(server.Url);
        (await _site.StartAsync()).Dispose();
        var never = new TaskCompletionSource();
        server.Delay = never.Task;

        var start = _site.StartAsync();
        await Wait.UntilAsync(() =>
        {
            _site.Time.Advance(TimeSpan.FromSeconds(1));
            return start.IsCompleted;
        });

        using var configuration = await start;
        Assert.Equal(
            "no answer within 5 s",
            Assert.Single(configuration.Status.Broken[ConfigurationPart.ImageStreams].Faults).Message);
        never.SetResult();
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal((null, 0), (configuration.Status.ImageStreamsKeptSince, configuration.Status.Broken.Count));
    }

    [Fact]
    public async Task Starts_WithKeptImageStreams_IfTheNewestAreBroken()
    {
        _site.WriteStreams("a");
        (await _site.StartAsync()).Dispose();
        _site.Write("streams.json", "{");

        using var configuration = await _site.StartAsync();

        Assert.Equal(["a"], NamesOf(configuration));
        Assert.NotNull(configuration.Status.ImageStreamsKeptSince);
    }

    [Fact]
    public async Task Refuses_ToStartWithoutKeptImageStreamsOfTheSource()
    {
        _site.WriteStreams("a");
        (await _site.StartAsync()).Dispose();
        var other = _site.PathOf("other.json");
        _site.WriteMain(other);

        var e = await Assert.ThrowsAsync<ImaginatorException>(_site.StartAsync);
        Assert.Equal($"unusable configuration:\n{other}: error: the file does not exist", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n{}")]
    [InlineData("yesterday SOURCE\n{}")]
    [InlineData("2026-11-24T12:00:00.0000000+00:00\n{}")]
    [InlineData("2026-11-24T12:00:00.0000000+00:00 SOURCE")]
    [InlineData("2026-11-24T12:00:00.0000000+00:00 SOURCE\n{")]
    public async Task Refuses_ToStartWithDamagedKeptImageStreams(string kept)
    {
        _site.WriteStreams("a");
        (await _site.StartAsync()).Dispose();
        _site.Write("image-streams.kept", kept.Replace("SOURCE", _site.StreamsFile, StringComparison.Ordinal));
        File.Delete(_site.StreamsFile);

        await Assert.ThrowsAsync<ImaginatorException>(_site.StartAsync);
    }

    [Fact]
    public async Task Lists_AllFaultsThatStopTheStart()
    {
        _site.WriteVariables("bad line");
        _site.WriteMain(more: "\"BootstrapStreams\": 7,");

        var e = await Assert.ThrowsAsync<ImaginatorException>(_site.StartAsync);
        Assert.Equal(
            $"unusable configuration:\n"
            + $"{_site.PathOf("variables")}:1: error: invalid line; write NAME=Value with a name of letters, digits and underscores\n"
            + $"{_site.PathOf("conf.json")}:1: $.BootstrapStreams: error: a table is expected here, not a number",
            e.Message);
    }

    [Fact]
    public async Task Applies_NewVariables_AndStillMasksTheOld()
    {
        _site.WriteVariables("TOKEN=old-secret");
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var changes = CountChanges(configuration);

        await configuration.RereadVariablesAsync(Token);
        Assert.Equal(0, changes());
        _site.WriteVariables("TOKEN=new-secret");
        await configuration.RereadVariablesAsync(Token);

        Assert.Equal("new-secret", configuration.Secrets.Values["TOKEN"]);
        Assert.Equal("*** ***", configuration.Masker.Mask("old-secret new-secret"));
        Assert.Equal(1, changes());
    }

    [Fact]
    public async Task Keeps_OldVariablesIfTheNewAreBroken()
    {
        _site.WriteVariables("TOKEN=old-secret");
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();

        _site.WriteVariables("TOKEN new-secret");
        await configuration.RereadVariablesAsync(Token);

        Assert.Equal("old-secret", configuration.Secrets.Values["TOKEN"]);
        Assert.Equal(_site.PathOf("variables"), configuration.Status.Broken[ConfigurationPart.Variables].Source);
        Assert.DoesNotContain(_site.Log.Entries, entry => entry.Message.Contains("new-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follows_VariablesInTheUrlOfImageStreams()
    {
        _site.Write("one.json", ConfigurationSite.StreamsOf("one"));
        _site.Write("two.json", ConfigurationSite.StreamsOf("two"));
        _site.WriteVariables("WHICH=one");
        _site.WriteMain(_site.PathOf("$WHICH.json"));
        using var configuration = await _site.StartAsync();

        _site.WriteVariables("WHICH=two");
        await configuration.RereadVariablesAsync(Token);

        Assert.Equal(["two"], NamesOf(configuration));
    }

    [Fact]
    public async Task Applies_NewMainConfigurationOnDemand()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();

        _site.WriteMain(more: """
            "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} },
            "Plugins": {"Mine": {"Level": 11} },
            """);
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Null(await configuration.FindAsync("base", Token));
        await configuration.RereadAllAsync(Token);

        Assert.IsType<BootstrapStream>(await configuration.FindAsync("base", Token));
        Assert.Contains(_site.Log.Of(LogLevel.Warning), message => message.StartsWith("The plugin settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_OldMainConfigurationIfTheNewIsBroken()
    {
        _site.WriteStreams("a");
        _site.WriteMain(more: """
            "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} },
            """);
        using var configuration = await _site.StartAsync();

        _site.WriteMain(more: """
            "BootstrapStreams": 7,
            """);
        _site.WriteStreams("a", "b");
        await configuration.RereadAllAsync(Token);

        Assert.NotNull(await configuration.FindAsync("base", Token));
        Assert.Equal(["a", "b"], NamesOf(configuration));
        Assert.Contains(
            "a table is expected here, not a number",
            Assert.Single(configuration.Status.Broken[ConfigurationPart.Main].Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_EverythingIfImageStreamsAtANewLocationAreBroken()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var inForce = configuration.Current;

        _site.WriteMain(_site.PathOf("missing.json"));
        await configuration.RereadAllAsync(Token);
        await configuration.RereadImageStreamsAsync(Token);

        Assert.Equal(_site.StreamsFile, configuration.Current.Main.ImageStreamsUrl);
        Assert.Equal(["a"], NamesOf(configuration));
        Assert.Equal([ConfigurationPart.Main], configuration.Status.Broken.Keys);
        Assert.NotNull(inForce);
    }

    [Fact]
    public async Task Shows_ProbableMistakes()
    {
        _site.WriteMain(more: "\"ImageStreamsToAutoRebuild\": [\"a\", \"gone\"], \"bindmounts\": [],");
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();

        var warnings = configuration.Status.Warnings.Values.SelectMany(faults => faults).Select(fault => fault.Message);
        Assert.Equal(
            ["the field \"bindmounts\" is unknown and ignored; BindMounts was probably meant", "unknown stream \"gone\""],
            warnings);
        Assert.Equal(2, _site.Log.Of(LogLevel.Warning).Count());
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal(2, _site.Log.Of(LogLevel.Warning).Count());
    }

    private static IEnumerable<string> NamesOf(LiveConfiguration configuration) =>
        configuration.Current.ImageStreams.Streams.Select(stream => stream.Name);

    private static Func<int> CountChanges(LiveConfiguration configuration)
    {
        var count = 0;
        configuration.Changed += (_, _) => count++;
        return () => count;
    }
}
