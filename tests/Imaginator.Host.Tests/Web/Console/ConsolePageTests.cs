using System.Text.RegularExpressions;
using Imaginator.Host.Web.Console;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class ConsolePageTests
{
    private static ConsolePage Page => new("base/<b>", new Web_Console_MessageView { Model = "a <script>alert(1)</script>" })
    {
        Section = PageSection.Streams,
        Scripts = ["filter.js"],
    };

    [Fact]
    public async Task Text_IsEscaped_InTheTitleAndInTheBody()
    {
        var page = await RenderedPage.OfAsync(Page);

        Assert.Contains("<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>", page, StringComparison.Ordinal);
        Assert.Contains("<title>base/&lt;b&gt; - imaginator</title>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>base/<wbr>&lt;b&gt;</h1>", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>", page.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IsAccessible()
    {
        var page = await RenderedPage.OfAsync(Page);

        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("name=\"viewport\" content=\"width=device-width, initial-scale=1\"", page, StringComparison.Ordinal);
        Assert.Contains("<a class=\"skip\" href=\"#content\">", page, StringComparison.Ordinal);
        Assert.Contains("<main id=\"content\"", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<h1>"));
        Assert.Contains("<a href=\"/showImageStreams\" aria-current=\"page\">Streams</a>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/failing\">Failing now</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_HaveThePathOfTheProxy()
    {
        var page = await RenderedPage.OfAsync(Page, prepare: http => http.Request.PathBase = "/build/er");

        Assert.Contains("<body data-base=\"/build/er\">", page, StringComparison.Ordinal);
        Assert.Contains("src=\"/build/er/assets/", page, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(page, "(href|src|action)=\"([^\"#]+)\"").Select(match => match.Groups[2].Value),
            address => Assert.StartsWith("/build/er/", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PortOfImages_HasLinksToImagesOnly()
    {
        var page = await RenderedPage.OfAsync(Page, prepare: http => http.Features.Set(ImagesOnlyPort.Instance));

        Assert.Equal(
            ["/listImages"],
            Regex.Matches(page, "<a href=\"([^\"#]+)\"").Select(match => match.Groups[1].Value));
    }

    [Fact]
    public async Task Session_ShowsItsUser_AndCanEnd()
    {
        var page = await RenderedPage.OfAsync(Page, new Visitor
        {
            Name = "<ann>",
            SignOutAddress = "/sign-out",
            FormField = "token",
            FormToken = "a\"b",
        });

        Assert.Contains("<span class=\"user\">&lt;ann&gt;</span>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<form class=\"inline\" method=\"post\" action=\"/sign-out\"><input type=\"hidden\" name=\"token\" value=\"a&quot;b\">",
            page,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Sign in", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnonymousReader_CanSignIn()
    {
        var page = await RenderedPage.OfAsync(Page, new Visitor { SignInAddress = "/sign-in?return=%2F" });

        Assert.Contains("<a href=\"/sign-in?return=%2F\">Sign in</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign out", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fragment_HasNoFrame()
    {
        var fragment = await RenderedPage.OfAsync(new SliceFragment(new Web_Console_MessageView { Model = "<b>" }));

        Assert.Equal("<p>&lt;b&gt;</p>", fragment.Trim());
    }
}
