using System.Net;
using System.Text.Json;
using Imaginator.Host.Tests.Web;

namespace Imaginator.Host.Tests.Schemas;

public sealed class SchemaRoutesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("configuration")]
    [InlineData("image-streams")]
    [InlineData("manifest")]
    [InlineData("triggers")]
    [InlineData("computed-files")]
    [InlineData("owners")]
    [InlineData("tags")]
    [InlineData("workers")]
    public async Task EachSchema_IsServed(string name)
    {
        await using var site = await WebSite.StartAsync("base/debian");

        using var response = await site.Client.GetAsync($"/schemas/{name}.json", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/schema+json", response.Content.Headers.ContentType!.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", json.RootElement.GetProperty("$schema").GetString());
    }

    [Fact]
    public async Task UnknownSchema_IsNotFound_WithTheNamesOfAll()
    {
        await using var site = await WebSite.StartAsync("base/debian");

        using var response = await site.Client.GetAsync("/schemas/main.json", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains("configuration, image-streams, manifest", text, StringComparison.Ordinal);
    }
}
