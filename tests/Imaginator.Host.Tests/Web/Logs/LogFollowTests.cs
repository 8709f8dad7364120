using System.Net;
using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Host.Rpc.Limits;
using Imaginator.Host.Web.Logs;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Tests.Web.Logs;

public sealed class LogFollowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Followers_GetEachLineOnce_UntilTheBuildEnds()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        build.Print("one <b>\n");
        Assert.Contains("data-next=\"2\"", await site.GetAsync($"/builds/{build.Id}/log"), StringComparison.Ordinal);

        using var early = await FollowAsync(site, $"/builds/{build.Id}/log/follow?from=1");
        using var late = await FollowAsync(site, $"/builds/{build.Id}/log/follow?from=2");
        build.Print("two\nthr");
        build.Print("ee\n");
        var (first, second) = (await ReadUntilAsync(site, early, "id=\"L3\""), await ReadUntilAsync(site, late, "id=\"L3\""));
        await build.FinishAsync();
        first += await ReadUntilAsync(site, early, "event: end");
        second += await ReadUntilAsync(site, late, "event: end");

        Assert.Contains("<span>one &lt;b&gt;</span>", first, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"L1\"", second, StringComparison.Ordinal);
        foreach (var events in new[] { first, second })
        {
            Assert.Equal(2, events.Split("<li id=\"L2\">").Length);
            Assert.Equal(2, events.Split("<li id=\"L3\">").Length);
            Assert.Contains("<span>three</span>", events, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Connection_CanBeRepeatedWithoutLosingLines()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        build.Print("one\ntwo\nthree\n");
        using (var broken = await FollowAsync(site, $"/builds/{build.Id}/log/follow?from=1"))
        {
            await ReadUntilAsync(site, broken, "id: 4");
        }

        build.Print("four\n");
        using var again = await FollowAsync(site, $"/builds/{build.Id}/log/follow?from=1", lastEventId: "3");
        var events = await ReadUntilAsync(site, again, "id=\"L4\"");

        Assert.Contains("id=\"L3\"", events, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"L2\"", events, StringComparison.Ordinal);
        await build.FinishAsync();
    }

    [Fact]
    public async Task Stage_ArrivesBeforeItsLines()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        using var reader = await FollowAsync(site, $"/builds/{build.Id}/log/follow");
        build.Enter(BuildStage.Scripts);
        build.Print("hello\n");

        var events = await ReadUntilAsync(site, reader, "id=\"L1\"");

        Assert.Contains(
            "event: stage\ndata: <details class=\"stage\" open id=\"stage-scripts\"><summary>scripts", events, StringComparison.Ordinal);
        await build.FinishAsync();
    }

    [Fact]
    public async Task EndedBuild_IsSentWhole()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", string.Concat(Enumerable.Repeat("the same\n", 3000)));

        using var reader = await FollowAsync(site, $"/builds/{id}/log/follow");
        var events = await reader.ReadToEndAsync(Token);

        Assert.Contains("event: end", events, StringComparison.Ordinal);
        Assert.Contains("id=\"L1\"", events, StringComparison.Ordinal);
        Assert.Contains("id=\"L3000\"", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyLinesTogether_ArriveOnce()
    {
        const int Count = 40_000;
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        build.Print("first\n");
        using var reader = await FollowAsync(site, $"/builds/{build.Id}/log/follow?from=1");
        await ReadUntilAsync(site, reader, "id=\"L1\"");

        // Their markup is larger than what is collected for an event.
        build.Print(new string('\n', Count));
        await build.FinishAsync();
        var rest = reader.ReadToEndAsync(Token);
        await Wait.UntilAsync(() =>
        {
            site.Time.Advance(TimeSpan.FromMilliseconds(20));
            return rest.IsCompleted;
        });

        var events = await rest;
        Assert.Equal(Count, events.Split("<li id=\"L").Length - 1);
        Assert.Contains($"<li id=\"L{Count + 1}\">", events, StringComparison.Ordinal);
        Assert.Contains("event: end", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_AreNotCompressed_AndNotBuffered()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/builds/{build.Id}/log/follow");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");

        // The headers arrive before the first line.
        using var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        await build.FinishAsync();
    }

    [Fact]
    public async Task Follower_DoesNotCountAsARequest()
    {
        await using var site = await WebSite.StartAsync();
        var limit = new ClientLimit(maximum: 1, maximumPerAddress: 1);
        var http = new DefaultHttpContext();
        using var entry = limit.TryEnter(http);
        http.Features.Set(new RequestSlot(entry!));
        Assert.Null(limit.TryEnter(http));

        using var follower = site.Get<LogResults>().TryFollow(http);

        Assert.NotNull(follower);
        using var other = limit.TryEnter(http);
        Assert.NotNull(other);
    }

    private static async Task<StreamReader> FollowAsync(WebSite site, string address, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Token));
    }

    private static async Task<string> ReadUntilAsync(WebSite site, StreamReader reader, string text)
    {
        var read = new StringBuilder();
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            // Output is collected for some milliseconds, which pass only here.
            var next = reader.ReadLineAsync(Token).AsTask();
            await Wait.UntilAsync(() =>
            {
                site.Time.Advance(TimeSpan.FromMilliseconds(20));
                return next.IsCompleted;
            });
            var line = await next;
            Assert.True(line is not null, $"\"{text}\" never came: {read}");
            read.Append(line).Append('\n');
        }

        return read.ToString();
    }
}
