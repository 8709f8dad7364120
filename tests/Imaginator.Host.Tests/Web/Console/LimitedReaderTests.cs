using System.Net;
using System.Text.Json;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class LimitedReaderTests(LimitedReader reader) : IClassFixture<LimitedReader>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/failing")]
    [InlineData("/showImageStreams")]
    [InlineData("/showImageStreams?search=app")]
    [InlineData("/showAllBuilds")]
    [InlineData("/showErrorBuilds")]
    [InlineData("/showRequestorAllBuilds?alice")]
    [InlineData("/showBuildLogArchive")]
    [InlineData("/listImages?team-a")]
    public async Task Lists_HaveTheStreamsOfTheReader(string address)
    {
        var page = await reader.Client.GetStringAsync(address, Token);

        Assert.Contains(LimitedReader.Own, page, StringComparison.Ordinal);
        Assert.DoesNotContain(LimitedReader.Foreign, page, StringComparison.Ordinal);
        Assert.DoesNotContain(reader.ForeignBuild.ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/showPlugins\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/showImageStream?team-b/app")]
    [InlineData("/showLastBuildLog?team-b/app")]
    [InlineData("/showBuildLog?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/builds/{build}")]
    [InlineData("/builds/{build}/log")]
    [InlineData("/builds/{build}/log/lines")]
    [InlineData("/builds/{build}/log/matches?find=l")]
    [InlineData("/builds/{build}/log/follow")]
    [InlineData("/builds/{build}/log.txt")]
    [InlineData("/showImage?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/listFilter?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/listTriggers?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/listPackages?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/listImage?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/listBuildLog?team-b/app/2026-11-24:12:00:00")]
    [InlineData("/images/files?image=team-b/app/2026-11-24:12:00:00&path=/")]
    [InlineData("/images/file?image=team-b/app/2026-11-24:12:00:00&path=/etc/name")]
    [InlineData("/images/file?image=team-b/app/2026-11-24:12:00:00&path=/etc/name&download=1")]
    [InlineData("/images/sizes?image=team-b/app/2026-11-24:12:00:00&path=/")]
    [InlineData("/images/diff?image=team-a/app/2026-11-24:12:00:00&with=team-b/app/2026-11-24:12:00:00")]
    [InlineData("/images/diff?image=team-b/app/2026-11-24:12:00:00&with=team-a/app/2026-11-24:12:00:00&path=/etc/name")]
    [InlineData("/images/history?stream=team-b/app&path=/etc/name")]
    [InlineData("/data/durations?team-b/app")]
    [InlineData("/data/image-sizes?team-b/app")]
    public async Task ForeignStream_DoesNotExist(string address)
    {
        using var response = await reader.Client.GetAsync(address.Replace("{build}", reader.ForeignBuild.ToString(), StringComparison.Ordinal), Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/showDirectedGraph")]
    [InlineData("/showDirectedGraph.svg")]
    [InlineData("/showDirectedGraph.dot")]
    [InlineData("/dashboards")]
    [InlineData("/data/trend")]
    [InlineData("/data/graph")]
    [InlineData("/notifications")]
    [InlineData("/audit")]
    [InlineData("/showPlugins")]
    [InlineData("/showDaemonLog")]
    public async Task PageOfTheSite_IsDenied(string address)
    {
        using var response = await reader.Client.GetAsync(address, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/builds?limit=1")]
    [InlineData("/api/v1/builds?limit=1&stream=team-b/app")]
    [InlineData("/api/v1/builds?limit=1&requestor=alice&result=failed")]
    [InlineData("/api/v1/deliveries?limit=1")]
    public async Task ForeignEntries_AreNoReasonForAnotherPage(string address)
    {
        using var response = await reader.Client.GetAsync(address, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Link"));
        Assert.DoesNotContain("\"next\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusOfTheApi_IsThatOfTheStreamsOfTheReader()
    {
        using var status = JsonDocument.Parse(await reader.Client.GetStringAsync("/api/v1/status", Token));

        Assert.Equal(1, status.RootElement.GetProperty("streams").GetInt32());
        Assert.Equal(1, status.RootElement.GetProperty("failedStreams").GetInt32());
        Assert.Empty(status.RootElement.GetProperty("plugins").EnumerateArray());
        Assert.Empty(status.RootElement.GetProperty("failedPlugins").EnumerateArray());
    }

    [Fact]
    public async Task OwnImage_CanBeRead()
    {
        var image = LimitedReader.Own + "/2026-11-24:12:00:00";

        Assert.Contains("/etc/name", await reader.Client.GetStringAsync($"/images/file?image={image}&path=/etc/name", Token), StringComparison.Ordinal);
        Assert.Contains(image, await reader.Client.GetStringAsync("/listImages?" + LimitedReader.Own, Token), StringComparison.Ordinal);
    }
}
