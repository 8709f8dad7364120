using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>The port of the served image store has pages at the addresses of Dominator's imageserver.</summary>
public sealed class OriginalAddressTests(ConsoleSite site, ChromiumFixture chromium)
{
    [Theory]
    [InlineData("/listImages")]
    [InlineData("/listImages?web/shop")]
    [InlineData("/listDirectories")]
    [InlineData("/showImage?{image}")]
    [InlineData("/listImage?{image}")]
    [InlineData("/listPackages?{image}")]
    [InlineData("/listFilter?{image}")]
    [InlineData("/listTriggers?{image}")]
    public Task Page_LeadsToPagesThatExist(string address) => chromium.RunAsync(
        site.ImagesHome,
        async tab =>
        {
            await tab.GoAsync(site.Fill(address));
            await Expect(tab.Page.Locator("h1")).ToBeVisibleAsync();
            var links = await tab.Page.Locator("a[href]").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");

            Assert.NotEmpty(links);
            foreach (var link in links.Distinct(StringComparer.Ordinal))
            {
                Assert.StartsWith(site.ImagesHome + "/", link, StringComparison.Ordinal);
                var answer = await tab.Page.APIRequest.GetAsync(link);
                Assert.True(answer.Ok, $"{link}: status {answer.Status}");
            }
        },
        row: address);

    [Theory]
    [InlineData("/listImages?output=text")]
    [InlineData("/listDirectories?output=text")]
    [InlineData("/listPackages?{image}&output=text")]
    [InlineData("/listComputedInodes?{image}")]
    [InlineData("/listBuildLog?{image}")]
    public Task Text_IsForScripts(string address) => chromium.RunAsync(
        site.ImagesHome,
        async tab =>
        {
            var answer = await tab.Page.APIRequest.GetAsync(site.Fill(address));

            Assert.True(answer.Ok, $"status {answer.Status}");
            Assert.StartsWith("text/plain", answer.Headers["content-type"], StringComparison.Ordinal);
        },
        row: address);
}
