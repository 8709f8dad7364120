using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.Web.Logs;

public sealed class LogPageTests
{
    private const int MaximumPage = 300 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LogOfAnyLength_IsSentInParts()
    {
        const int Lines = 100_000;
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", LogOf(Lines), error: "exit status 1");
        await ArchivedAsync(site, id);

        var page = await site.GetAsync($"/builds/{id}/log");

        // The end says why the build failed; the other lines are links that lead to all of them.
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 1000, MaximumPage);
        Assert.Contains("<li id=\"L100000\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<li id=\"L1\">", page, StringComparison.Ordinal);
        Assert.Contains("100,000 lines", page, StringComparison.Ordinal);
        var covered = Regex.Matches(page, "data-from=\"(\\d+)\" data-count=\"(\\d+)\"")
            .Sum(match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal(Lines, covered);

        var part = await site.GetAsync($"/builds/{id}/log/lines?from=50000&count=500");
        Assert.Equal(
            Enumerable.Range(50_000, 500),
            Regex.Matches(part, "<li id=\"L(\\d+)\">").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.Contains(">line 50123</span>", part, StringComparison.Ordinal);

        var middle = await site.GetAsync($"/builds/{id}/log?from=50000");
        Assert.Contains("<li id=\"L50000\">", middle, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(middle), 1000, MaximumPage);
    }

    [Fact]
    public async Task LogWithVeryLongLines_StaysSmall()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", string.Concat(Enumerable.Repeat(new string('<', 100_000) + "\n", 50)));
        await ArchivedAsync(site, id);

        Assert.InRange((await site.GetAsync($"/builds/{id}/log")).Length, 1000, MaximumPage);
        Assert.InRange((await site.GetAsync($"/builds/{id}/log/lines?from=1&count=1000")).Length, 1000, MaximumPage);
    }

    [Fact]
    public async Task FailedBuild_LeadsToItsFirstError()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", "fine\nerror: no disk\nmore\n", error: "exit status 1");
        await ArchivedAsync(site, id);

        var page = await site.GetAsync($"/builds/{id}/log");

        Assert.Contains($"<a id=\"first-error\" href=\"/builds/{id}/log?from=2#L2\" data-line=\"2\">", page, StringComparison.Ordinal);
        Assert.Contains("exit status 1", page, StringComparison.Ordinal);
        Assert.Contains("class=\"badge failed\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_AreSectionsThatTheBuildLinksTo()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", "hello\n");
        await ArchivedAsync(site, id);

        var page = await site.GetAsync($"/builds/{id}/log");
        Assert.Contains("<details class=\"stage\" open id=\"stage-scripts\"><summary>scripts", page, StringComparison.Ordinal);
        Assert.Contains("<li id=\"L1\"><a href=\"#L1\">1</a><time>12:00:00</time><span>hello</span></li>", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/builds/{id}/log#stage-scripts\"", await site.GetAsync($"/builds/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_IsFoundInLettersOfAnyCase_AndAcrossColours()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", "one\nNee\e[31mdle\e[0m here\ntwo\nneedle\n");
        await ArchivedAsync(site, id);

        var page = await site.GetAsync($"/builds/{id}/log?find=nEEDle");
        Assert.Contains("<p>2 lines</p>", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/builds/{id}/log?from=2#L2\" data-line=\"2\">2</a> <span class=\"mono\">Needle here</span>", page, StringComparison.Ordinal);
        Assert.Contains("name=\"find\" value=\"nEEDle\"", page, StringComparison.Ordinal);

        var fragment = await site.GetAsync($"/builds/{id}/log/matches?find=two");
        Assert.Contains("<p>1 line</p>", fragment, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", fragment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyOutput_IsShownAsText()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        build.Print("\e[1;31mred\e[0m <script> \u6f22"u8[..^1]);
        build.Print("\u6f22"u8[^1..]);
        build.Print([0xff, 0x07, (byte)'\n', (byte)'&', 0xc3]);
        await build.FinishAsync();
        await ArchivedAsync(site, build.Id);

        var page = await site.GetAsync($"/builds/{build.Id}/log");
        Assert.Contains("<span class=\"fg2 bold\">red</span> &lt;script&gt; \u6f22\ufffd</span></li>", page, StringComparison.Ordinal);
        Assert.Contains("<span>&amp;\ufffd</span></li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildWithoutOutput_HasAPageThatFollowsIt()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");

        var page = await site.GetAsync($"/builds/{build.Id}/log");

        Assert.Contains($"data-follow=\"/builds/{build.Id}/log/follow\" data-next=\"1\"", page, StringComparison.Ordinal);
        Assert.Contains("The build has not written any output yet.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyLog_SaysSo()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", "");
        await ArchivedAsync(site, id);
        Assert.Contains("The log is empty.", await site.GetAsync($"/builds/{id}/log"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?from=0")]
    [InlineData("?from=-5")]
    [InlineData("?from=99999999999999")]
    [InlineData("?from=1000000&count=5")]
    [InlineData("?from=x&count=y")]
    public async Task InvalidLines_AreAnswered(string query)
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", "a\nb\n");
        await ArchivedAsync(site, id);
        foreach (var address in new[] { $"/builds/{id}/log{query}", $"/builds/{id}/log/lines{query}" })
        {
            using var response = await site.Client.GetAsync(address, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static string LogOf(int lines) =>
        string.Concat(Enumerable.Range(1, lines).Select(number => $"line {number.ToString(CultureInfo.InvariantCulture)}\n"));

    private static Task ArchivedAsync(WebSite site, BuildId id) => Wait.UntilAsync(() => site.Get<BuildLogs>().FindLive(id) is null);
}
