using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class HostilePageTests(HostileSite site) : IClassFixture<HostileSite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All pages that show names and texts of others: names in braces are replaced.</summary>
    public static TheoryData<string> Pages => new(
        "/",
        "/failing",
        "/showImageStreams",
        "/showImageStreams?search={text}&directory={text}",
        "/showImageStream?{stream}",
        "/showImageStream?{text}",
        "/showAllBuilds",
        "/showErrorBuilds",
        "/showStreamAllBuilds?{stream}",
        "/showRequestorAllBuilds?{text}",
        "/showBuildLogArchive",
        "/showCurrentBuildLog?{text}",
        "/builds/{build}",
        "/builds/{build}/log",
        "/builds/{build}/log?find={text}",
        "/builds/{build}/log/lines",
        "/builds/{build}/log/matches?find={text}",
        "/showDirectedGraph",
        "/showDirectedGraph?include={text}&exclude={text}",
        "/showDirectedGraph.svg",
        "/showDaemonLog",
        "/audit",
        "/audit?caller={text}&action={text}&text={text}",
        "/notifications",
        "/listImages?base",
        "/listImages?{stream}",
        "/showImage?{image}",
        "/showImage?{text}",
        "/listFilter?{image}",
        "/listTriggers?{image}",
        "/listPackages?{image}",
        "/images/files?image={image}&path=/",
        "/images/file?image={image}&path=/{text}",
        "/images/file?image={image}&path=/link",
        "/images/file?image={image}&path=/no{text}",
        "/images/sizes?image={image}&path=/",
        "/images/diff?image={previous}&with={image}",
        "/images/diff?image={previous}&with={image}&path=/{text}",
        "/images/history?stream={stream}&path=/{text}");

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Texts_NeverBecomeMarkup(string address)
    {
        var page = await GetAsync(address);

        // The page has the text, so that this test cannot succeed without it.
        Assert.Contains(HtmlText.Encoder.Encode(HostileSite.Text), page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/data/graph")]
    [InlineData("/data/durations?{stream}")]
    [InlineData("/data/image-sizes?{stream}")]
    [InlineData("/data/trend")]
    public async Task Data_IsNeverMarkup(string address)
    {
        using var response = await site.Site.Client.GetAsync(Fill(address), Token);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("<", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsADownloadThatRunsNothing()
    {
        using var response = await site.Site.Client.GetAsync(Fill("/images/file?image={image}&path=/{text}&download=1"), Token);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("default-src 'none'; sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal($"after {HostileSite.Text}\n", await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<string> GetAsync(string address)
    {
        using var response = await site.Site.Client.GetAsync(Fill(address), Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private string Fill(string address) => address
        .Replace("{build}", site.Build.ToString(), StringComparison.Ordinal)
        .Replace("{text}", Uri.EscapeDataString(HostileSite.Text), StringComparison.Ordinal)
        .Replace("{stream}", PageAddress.Escape(HostileSite.Stream), StringComparison.Ordinal)
        .Replace("{image}", PageAddress.Escape(HostileSite.Image), StringComparison.Ordinal)
        .Replace("{previous}", PageAddress.Escape(HostileSite.Previous), StringComparison.Ordinal);
}
