using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Host.Checking;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;
using Imaginator.Manifests;

namespace Imaginator.Host.Tests.Checking;

/// <summary>Every manifest that can be fetched is read, as a build reads it.</summary>
public sealed class ManifestCheckerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManifestShelf _shelf = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task GoodManifests_HaveNoFaults()
    {
        _shelf.Put("dir:///m", "base", "web");

        var faults = await CheckAsync("""{"Streams": {"web": {"ManifestUrl": "dir:///m", "ManifestDirectory": "web"} } }""");

        Assert.Empty(faults.Faults);
        Assert.Equal((1, 0), (faults.Checked, faults.NotFetched));
    }

    [Fact]
    public async Task BrokenFile_IsNamedWithItsPathAndLine()
    {
        _shelf.PutFile("dir:///m", "web/manifest", "{\n  \"SourceImage\": 7\n}");

        var faults = await CheckAsync("""{"Streams": {"web": {"ManifestUrl": "dir:///m", "ManifestDirectory": "web"} } }""");

        var fault = Assert.Single(faults.Faults);
        Assert.Equal("/m/web/manifest:2: $.SourceImage: error: a string is expected here, not a number", fault.ToString());
        Assert.Equal(FaultSeverity.StreamError, fault.Severity);
    }

    [Fact]
    public async Task ManifestOfManyStreams_IsFetchedOnce_AndItsFaultReportedOnce()
    {
        _shelf.PutFile("dir:///m", "manifest", "[]");

        var faults = await CheckAsync("""{"Streams": {"a": {"ManifestUrl": "dir:///m"}, "b": {"ManifestUrl": "dir:///m"} } }""");

        Assert.Single(_shelf.Requests);
        Assert.Single(faults.Faults);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(", \"Variables\": {\"BASE\": \"base\"}", 0)]
    [InlineData(", \"RequestVariables\": {\"BASE\": \"[a-z]+\"}", 0)]
    public async Task Variables_AreThoseOfTheStream_AndThoseThatRequestsSet(string fields, int expected)
    {
        _shelf.Put("dir:///m", "$BASE");

        var faults = await CheckAsync($$"""{"Streams": {"a": {"ManifestUrl": "dir:///m"{{fields}} } } }""");

        Assert.Equal(expected, faults.Faults.Length);
    }

    [Fact]
    public async Task MissingDirectory_IsAnError_AndASilentServerIsNot()
    {
        _shelf.Before = (request, _) =>
            throw new ManifestFetchException(ManifestFetchError.Unreachable, $"cannot fetch {request.DisplayUrl}: gone");

        var faults = await CheckAsync(
            """{"Streams": {"here": {"ManifestUrl": "dir:///m"}, "there": {"ManifestUrl": "https://host/m.git"} } }""");

        Assert.Equal(
            [
                "/m: error: stream \"here\": cannot fetch dir:///m: gone",
                "https://host/m.git: warning: stream \"there\": not checked: cannot fetch https://host/m.git: gone",
            ],
            faults.Faults.Select(fault => fault.ToString()));
        Assert.Equal((0, 1), (faults.Checked, faults.NotFetched));
    }

    [Fact]
    public async Task UnknownDirectoryOnAServer_IsAnError()
    {
        _shelf.Before = (_, _) => throw new ManifestFetchException(ManifestFetchError.UnknownDirectory, "no directory web");

        var faults = await CheckAsync(
            """{"Streams": {"a": {"ManifestUrl": "https://host/m.git", "ManifestDirectory": "web"} } }""");

        Assert.Equal("https://host/m.git: web: error: stream \"a\": no directory web", Assert.Single(faults.Faults).ToString());
    }

    [Fact]
    public async Task Checkout_ReplacesTheUrl()
    {
        _shelf.Put($"dir://{_directory.FullName}", "base", "web");
        var checkouts = ImmutableDictionary<string, string>.Empty.Add("https://host/m.git", _directory.FullName);

        var faults = await CheckAsync(
            """{"Streams": {"a": {"ManifestUrl": "https://host/m.git", "ManifestDirectory": "web"} } }""", checkouts: checkouts);

        Assert.Empty(faults.Faults);
        Assert.Equal($"dir://{_directory.FullName}", Assert.Single(_shelf.Requests).Url);
    }

    [Fact]
    public async Task Secrets_AreMasked()
    {
        var secrets = new SecretVariables(ImmutableDictionary<string, string>.Empty.Add("TOKEN", "very-secret-token"));
        _shelf.Before = (request, _) => throw new ManifestFetchException(ManifestFetchError.AccessDenied, $"denied: {request.Url}");

        var faults = await CheckAsync("""{"Streams": {"a": {"ManifestUrl": "https://u:$TOKEN@host/m.git"} } }""", secrets);

        Assert.DoesNotContain("very-secret-token", Assert.Single(faults.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_IsLeftBehind()
    {
        string? target = null;
        _shelf.Put("dir:///m", "base");
        _shelf.Before = (request, _) =>
        {
            target = request.TargetDirectory;
            return Task.CompletedTask;
        };

        await CheckAsync("""{"Streams": {"a": {"ManifestUrl": "dir:///m"} } }""");

        Assert.False(Directory.Exists(Path.GetDirectoryName(target)));
    }

    private async Task<ManifestFaults> CheckAsync(
        string streams, SecretVariables? secrets = null, ImmutableDictionary<string, string>? checkouts = null)
    {
        await using var plugins = new PluginSet
        {
            ManifestSources = ImmutableSortedDictionary.Create<string, IManifestSource>(StringComparer.Ordinal)
                .Add("dir", _shelf).Add("https", _shelf),
        };
        var main = _directory.Write("conf.json", $$"""{"ImageStreamsUrl": "{{_directory.Write("streams.json", streams)}}"}""");
        using var http = new ConfigurationHttp(TimeSpan.FromSeconds(100));
        var loader = new ConfigurationLoader(http);
        var document = await loader.ReadMainAsync(main, TestContext.Current.CancellationToken);
        var known = secrets ?? SecretVariables.None;
        var configuration = await loader.LoadAsync(document, plugins, known, TestContext.Current.CancellationToken);
        Assert.True(configuration.IsUsable, string.Join('\n', configuration.Faults));
        return await new ManifestChecker(
            plugins, known, checkouts ?? ImmutableDictionary<string, string>.Empty, TimeProvider.System)
            .RunAsync(configuration.Value, TestContext.Current.CancellationToken);
    }
}
