using System.IO.Compression;
using System.Net;
using System.Text;
using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Logs;
using Imaginator.ImageStores;

namespace Imaginator.Host.Tests.Web;

public sealed class LogAddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CurrentLog_GrowsWithTheBuildForManyReaders()
    {
        await using var site = await WebSite.StartAsync("base/now");
        using var build = await StartedBuild.StartAsync(site, "base/now");
        build.Print("first\n");
        var readers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Follow(site, "/showCurrentBuildLog?base/now")));
        foreach (var reader in readers)
        {
            Assert.Equal("first", await reader.ReadLineAsync(Token));
        }

        build.Print("second <b>\n");
        foreach (var reader in readers)
        {
            Assert.Equal("second <b>", await reader.ReadLineAsync(Token));
        }

        await build.FinishAsync();
        foreach (var reader in readers)
        {
            Assert.Null(await reader.ReadLineAsync(Token));
            reader.Dispose();
        }
    }

    [Fact]
    public async Task CurrentLog_AnswersBeforeTheFirstOutput()
    {
        await using var site = await WebSite.StartAsync("base/now");
        using var build = await StartedBuild.StartAsync(site, "base/now");
        using var response = await site.Client.GetAsync("/showCurrentBuildLog?base/now", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType.CharSet);

        // Nobody waits for the end of the build to be told what kind of answer there would be.
        using var head = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/showCurrentBuildLog?base/now"), Token);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("/showCurrentBuildLog?base/now")]
    [InlineData("/builds/{id}/log.txt")]
    [InlineData("/api/v1/builds/{id}/log")]
    public async Task LogOfAStartingBuild_IsSentFromItsStart(string address)
    {
        await using var site = await WebSite.StartAsync("base/now");
        site.Starts.Close();
        var starting = StartedBuild.StartAsync(site, "base/now");
        var id = Assert.Single(site.Queue.Current.Running).Id;
        Assert.Contains($"/builds/{id}/log", await site.GetAsync("/api/v1/status"), StringComparison.Ordinal);

        // The log is not there yet, and nothing answers that it never was.
        var reading = Follow(site, address.Replace("{id}", id.ToString(), StringComparison.Ordinal));
        var opening = site.Get<LogResults>().TryOpenAsync(id, Token);
        Assert.False(opening.IsCompleted);

        site.Starts.Open();
        using var build = await starting;
        using var reader = await reading;
        using var opened = await opening;
        Assert.True(opened!.IsLive);
        build.Print("first\n");
        await build.FinishAsync();
        Assert.Contains("first\n", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastLog_IsThatOfTheLastFinishedBuild()
    {
        await using var site = await WebSite.StartAsync("base/x");
        await site.BuildAsync("base/x", "first log\n");
        await site.BuildAsync("base/x", "second log\n", error: "failed");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        Assert.Equal("second log\n", await site.GetAsync("/showLastBuildLog?base/x"));
    }

    [Fact]
    public async Task ImageLog_ComesFromTheArchiveOrFromTheImage()
    {
        await using var site = await WebSite.StartAsync("base/x");
        await site.BuildAsync("base/x", "of the archive\n");
        site.Images.Logs["other/1"] = Encoding.UTF8.GetBytes("of the image\n");
        Assert.Equal("of the archive\n", await site.GetAsync("/showBuildLog?base/x/2026-11-24:12:00:00"));
        Assert.Equal("of the image\n", await site.GetAsync("/showBuildLog?other/1"));
    }

    [Fact]
    public async Task NameWithDots_DoesNotReachTheStore()
    {
        await using var site = await WebSite.StartAsync();
        site.Images.Logs["own/../other/1"] = Encoding.UTF8.GetBytes("of another stream\n");

        using var response = await site.Client.GetAsync("/showBuildLog?own/../other/1", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task LogWithoutItsEnd_DoesNotLookComplete()
    {
        await using var site = await WebSite.StartAsync();
        site.Images.Logs["other/1"] = Encoding.UTF8.GetBytes("half of the log\n");
        site.Images.Failure = new ImageStoreException(ImageStoreError.Unreachable, "connection lost");

        using var response = await site.Client.GetAsync("/showBuildLog?other/1", HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task ArchivedLog_IsSentCompressedToClientsThatAcceptGzip()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var text = string.Concat(Enumerable.Repeat("the same line again\n", 1000));
        var id = await site.BuildAsync("base/x", text);
        await ArchivedAsync(site, id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/builds/{id}/log.txt");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await site.Client.SendAsync(request, Token);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.InRange(response.Content.Headers.ContentLength!.Value, 1, 1000);
        await using var log = new GZipStream(await response.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        Assert.Equal(text, await new StreamReader(log).ReadToEndAsync(Token));
        Assert.Equal(text, await site.GetAsync($"/api/v1/builds/{id}/log"));
    }

    [Fact]
    public async Task SlowReader_DoesNotBlockTheBuild()
    {
        await using var site = await WebSite.StartAsync("base/now");
        using var build = await StartedBuild.StartAsync(site, "base/now");

        // It reads the head of the answer, and then nothing.
        using var response = await site.Client.GetAsync("/showCurrentBuildLog?base/now", HttpCompletionOption.ResponseHeadersRead, Token);
        var line = new string('x', 1023) + "\n";
        for (var i = 0; i < 16 * 1024; i++)
        {
            build.Print(line);
        }

        await build.FinishAsync();
        Assert.Equal(16 * 1024 * 1024, (await response.Content.ReadAsByteArrayAsync(Token)).Length);
    }

    [Fact]
    public async Task RemovedLog_IsExplained()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x");
        await ArchivedAsync(site, id);
        foreach (var file in Directory.GetFiles(site.Files.PathOf("logs"), "*.gz"))
        {
            File.Delete(file);
        }

        using var response = await site.Client.GetAsync($"/builds/{id}/log", Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("space for newer logs", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.DoesNotContain($"/builds/{id}/log", await site.GetAsync("/showAllBuilds"), StringComparison.Ordinal);
    }

    private static async Task ArchivedAsync(WebSite site, BuildId id)
    {
        await site.Get<BuildRecorder>().StopAsync(Token);
        Assert.Null(site.Get<BuildLogs>().FindLive(id));
    }

    private static async Task<StreamReader> Follow(WebSite site, string address)
    {
        var response = await site.Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Token));
    }
}
