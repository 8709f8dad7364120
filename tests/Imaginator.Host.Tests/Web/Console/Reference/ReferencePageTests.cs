using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Web.Api.Document;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Tests.Web.Console.Reference;

public sealed class ReferencePageTests
{
    private const string Address = "/api/v1/reference";
    private const int MaximumLength = 300_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operation_HasASectionWithParametersAndAnswers()
    {
        await using var site = await WebSite.StartAsync();
        var page = await site.GetAsync(Address);
        foreach (var (path, method, operation) in ApiDocument.OperationsOf(await DocumentOfAsync(site)))
        {
            var section = SectionOf(page, (string)operation["operationId"]!);
            Assert.Contains($"data-method=\"{method.ToUpperInvariant()}\" data-path=\"{path}\"", section, StringComparison.Ordinal);
            Assert.Contains(Encode(operation["summary"]), section, StringComparison.Ordinal);
            Assert.Contains(Encode(operation["description"]), section, StringComparison.Ordinal);
            Assert.Contains(Encode(operation["x-permission"]), section, StringComparison.Ordinal);
            foreach (var parameter in operation["parameters"]!.AsArray())
            {
                Assert.Contains(
                    $"<tr data-parameter=\"{parameter!["name"]}\" data-in=\"{parameter["in"]}\"", section, StringComparison.Ordinal);
                Assert.Contains(Encode(parameter["description"]), section, StringComparison.Ordinal);
            }

            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                Assert.Contains($"<tr data-status=\"{status}\">", section, StringComparison.Ordinal);
                foreach (var (_, content) in answer!["content"] as JsonObject ?? new JsonObject())
                {
                    Assert.Contains(LinkOf(content!), section, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task Schema_HasASectionWithItsFields()
    {
        await using var site = await WebSite.StartAsync();
        var page = await site.GetAsync(Address);
        var document = await DocumentOfAsync(site);
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            var section = SectionOf(page, $"schema-{name}");
            foreach (var (field, value) in schema!["properties"]!.AsObject())
            {
                Assert.Contains($"<li data-field=\"{field}\">", section, StringComparison.Ordinal);
                Assert.Contains(Encode(value!["description"]), section, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Body_HasItsFieldsAndAnExample()
    {
        await using var site = await WebSite.StartAsync();
        var section = SectionOf(await site.GetAsync(Address), "makeToken");

        Assert.Contains("<li data-field=\"streams\"><code>streams</code> <span class=\"muted\">array of string, required</span>", section, StringComparison.Ordinal);
        Assert.Contains(Encode("-d '{\n  \"name\": \"NAME\","), section, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_LeadToSections_WhoseIdsAreUnique()
    {
        await using var site = await WebSite.StartAsync();
        var page = await site.GetAsync(Address);
        var ids = ValuesOf(page, "id");

        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        Assert.All(ValuesOf(page, "href").Where(link => link.StartsWith('#')), link => Assert.Contains(link[1..], ids));
    }

    [Fact]
    public async Task Regions_HaveDifferentNames()
    {
        await using var site = await WebSite.StartAsync();
        var names = ValuesOf(await site.GetAsync(Address), "aria-label");

        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task Policy_IsThatOfOtherPages()
    {
        await using var site = await WebSite.StartAsync();
        using var other = await site.Client.GetAsync("/", Token);
        using var response = await site.Client.GetAsync(Address, Token);
        var page = await response.Content.ReadAsStringAsync(Token);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal(other.Headers.GetValues("Content-Security-Policy").Single(), policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.All(Regex.Matches(page, "<script[^>]*>").Select(match => match.Value), tag => Assert.Contains(" src=\"/assets/", tag, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_IsSmall()
    {
        await using var site = await WebSite.StartAsync();

        Assert.InRange(Encoding.UTF8.GetByteCount(await site.GetAsync(Address)), 1, MaximumLength);
    }

    [Fact]
    public async Task Addresses_HaveThePathOfTheProxy()
    {
        var files = new ConfigurationSite();
        files.WriteStreams("base");
        await using var site = await WebSite.StartAsync(files, "-insecure", "-pathBase=/imaginator");
        var page = await site.GetAsync("/imaginator" + Address);

        Assert.Contains("<body data-base=\"/imaginator\">", page, StringComparison.Ordinal);
        Assert.Contains(Encode($"'http://127.0.0.1:{site.Port}/imaginator/api/v1/builds'"), page, StringComparison.Ordinal);
        Assert.All(
            ValuesOf(page, "href").Concat(ValuesOf(page, "src")).Where(address => !address.StartsWith('#')),
            address => Assert.StartsWith("/imaginator/", address, StringComparison.Ordinal));
    }

    private static async Task<JsonNode> DocumentOfAsync(WebSite site) => JsonNode.Parse(await site.GetAsync("/api/v1/openapi.json"))!;

    // The result of a missing text is contained in each text.
    private static string Encode(JsonNode? text) => Encode((string?)text ?? "");

    private static string Encode(string text) => HtmlText.Encoder.Encode(text);

    private static string LinkOf(JsonNode content) => (string?)content["schema"]?["$ref"] is { } reference
        ? $"href=\"#schema-{reference[(reference.LastIndexOf('/') + 1)..]}\""
        : "";

    private static string SectionOf(string page, string id)
    {
        var start = page.IndexOf($" id=\"{id}\"", StringComparison.Ordinal);
        Assert.True(start >= 0, $"the page has no section {id}");
        return page[start..page.IndexOf("</section>", start, StringComparison.Ordinal)];
    }

    private static string[] ValuesOf(string page, string attribute) =>
        [.. Regex.Matches(page, $" {attribute}=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];
}
