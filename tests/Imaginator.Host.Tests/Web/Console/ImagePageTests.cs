using System.Net;
using System.Text.RegularExpressions;
using Imaginator.ImageStores;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class ImagePageTests(ImageSite site) : IClassFixture<ImageSite>
{
    private const string Newest = ImageSite.Newest;
    private const string Previous = ImageSite.Previous;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directories_LeadToImages_TheNewestFirst()
    {
        var top = await GetAsync("/listImages");
        Assert.Contains("<a href=\"/listImages?library\">library</a>", top, StringComparison.Ordinal);
        var library = await GetAsync("/listImages?library");
        Assert.Contains("<a href=\"/listImages?library/web\">library/<wbr>web</a>", library, StringComparison.Ordinal);
        Assert.Equal([Newest, Previous], ImagesOf(await GetAsync("/listImages?library/web")));

        var first = await GetAsync("/listImages?library/db");
        Assert.Equal(200, ImagesOf(first).Count());
        Assert.Contains("1 to 200 of 250", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/listImages?library/db&amp;skip=200\" rel=\"next\"", first, StringComparison.Ordinal);
        Assert.Equal(250, ImagesOf(first).Concat(ImagesOf(await GetAsync("/listImages?library/db&skip=200"))).Distinct().Count());
    }

    [Fact]
    public async Task Overview_ShowsWhatTheImageIs()
    {
        var page = await GetAsync("/showImage?" + Newest);

        Assert.Contains("in 1 d 0 h</time>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/showImage?base/debian/1\">", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/showImageStream?library/web\">", page, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Tag\">release</td><td class=\"mono\" data-label=\"Value\">stable</td>", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/listBuildLog?{Newest}\">build log</a>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.com/notes\" rel=\"noreferrer\">", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/images/diff?image={Previous}&amp;with={Newest}\" id=\"diff-previous\">", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"http://images.example:6971/showImage?{Newest}\" rel=\"noreferrer\">", page, StringComparison.Ordinal);
        Assert.Contains("<span>never</span>", await GetAsync("/showImage?" + Previous), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilterAndTriggers_AreShown()
    {
        Assert.Contains("/tmp/.*", await GetAsync("/listFilter?" + Newest), StringComparison.Ordinal);
        Assert.Contains("restart, disturbs users", await GetAsync("/listTriggers?" + Newest), StringComparison.Ordinal);
        Assert.Contains("sparse", await GetAsync("/listFilter?library/db/000"), StringComparison.Ordinal);
        Assert.Contains("no triggers", await GetAsync("/listTriggers?library/db/000"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_AreListed()
    {
        var page = await GetAsync("/listPackages?" + Newest);

        Assert.Contains("2 packages", page, StringComparison.Ordinal);
        Assert.Contains(
            "data-label=\"Package\">apt</td><td class=\"mono\" data-label=\"Version\">2</td><td class=\"number\" data-label=\"Size\">2 KiB</td>",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_CanBeBrowsed()
    {
        var root = await GetAsync($"/images/files?image={Newest}&path=/");
        Assert.Contains($"<a href=\"/images/files?image={Newest}&amp;path=/etc\">etc/</a>", root, StringComparison.Ordinal);
        var directory = await GetAsync($"/images/files?image={Newest}&path=/bin");
        Assert.Contains("drwxr-xr-x", directory, StringComparison.Ordinal);
        Assert.Contains("→ tool", WebUtility.HtmlDecode(directory), StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/images/files?image={Newest}&amp;path=/\">/</a>", directory, StringComparison.Ordinal);

        var file = await GetAsync($"/images/file?image={Newest}&path=/etc/version");
        Assert.Contains("<dt>Kind</dt><dd>file</dd>", file, StringComparison.Ordinal);
        Assert.Contains("first\n2\nlast", WebUtility.HtmlDecode(file), StringComparison.Ordinal);
        Assert.Contains("The contents are not text.", await GetAsync($"/images/file?image={Newest}&path=/bin/tool"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_HasTheBytes()
    {
        using var response = await site.Site.Client.GetAsync($"/images/file?image={Newest}&path=/bin/tool&download=1", Token);

        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal([0, 1, 2, 3], await response.Content.ReadAsByteArrayAsync(Token));
        using var directory = await site.Site.Client.GetAsync($"/images/file?image={Newest}&path=/bin&download=1", Token);
        Assert.Equal(HttpStatusCode.NotFound, directory.StatusCode);
    }

    [Fact]
    public async Task Sizes_AreADrawingAndATable()
    {
        var page = await GetAsync($"/images/sizes?image={Newest}&path=/");

        Assert.Contains("id=\"treemap\"", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/images/sizes?image={Newest}&amp;path=/etc\"", page, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"directory\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"sizes\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_HasPackagesAndFiles()
    {
        var page = await GetAsync($"/images/diff?image={Previous}&with={Newest}");

        Assert.Contains("data-label=\"Before\">1</td><td class=\"mono\" data-label=\"After\">2</td>", page, StringComparison.Ordinal);
        Assert.Contains("1 added, 1 removed, 1 changed", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"added\" data-path=\"/etc/only-in-2\">", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"removed\" data-path=\"/etc/only-in-1\">", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"changed\" data-path=\"/etc/version\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/etc/same", page, StringComparison.Ordinal);
        Assert.Contains("The packages are the same.", await GetAsync($"/images/diff?image={Newest}&with={Newest}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiffOfAFile_ShowsItsLines()
    {
        var page = await GetAsync($"/images/diff?image={Previous}&with={Newest}&path=/etc/version");

        Assert.Contains("<tr class=\"removed\"><td class=\"number\">2</td><td class=\"number\"></td>", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"added\"><td class=\"number\"></td><td class=\"number\">2</td>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"sign\">-</span>1</td>", page, StringComparison.Ordinal);
        Assert.Contains("</span>2</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_HasTheStatesOfAFile()
    {
        var page = await GetAsync("/images/history?stream=library/web&path=/etc/only-in-2");

        Assert.Contains($"<a href=\"/showImage?{Newest}\">", page, StringComparison.Ordinal);
        Assert.Contains("does not exist", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamPage_ShowsItsImages()
    {
        var page = await GetAsync("/showImageStream?library/web");

        Assert.Equal([Newest, Previous], ImagesOf(page));
        Assert.Contains("id=\"sizes\" data-source=\"/data/image-sizes?library/web\" data-chart=\"sizes\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreThatFails_IsExplained()
    {
        site.Library.Before = _ => throw new ImageStoreException(ImageStoreError.Unreachable, "cannot reach the <store>");
        try
        {
            using var response = await site.Site.Client.GetAsync("/listImages", Token);
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
            Assert.Contains("Cannot reach the &lt;store&gt;.", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

            // The page of a stream has more than images.
            var stream = await GetAsync("/showImageStream?library/web");
            Assert.Contains("Cannot list the images: cannot reach the &lt;store&gt;", stream, StringComparison.Ordinal);
            Assert.Contains("Latest builds", stream, StringComparison.Ordinal);
        }
        finally
        {
            site.Library.Before = _ => Task.CompletedTask;
        }
    }

    private Task<string> GetAsync(string address) => site.Site.GetAsync(address);

    private static IEnumerable<string> ImagesOf(string page) =>
        Regex.Matches(page, "<tr data-image=\"([^\"]*)\">").Select(match => match.Groups[1].Value);
}
