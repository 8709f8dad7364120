using System.Text.Json;
using Imaginator.Host.Schemas;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Tests.Schemas;

public sealed class SiteSchemasTests
{
    [Fact]
    public async Task ListOfWorkers_HasASchema_WithDescriptions()
    {
        await using var plugins = new PluginSet();
        var schema = (await SiteSchemas.CreateAsync(plugins, TestContext.Current.CancellationToken)).Single(schema => schema.Name == "workers");

        using var json = JsonDocument.Parse(schema.Json);
        Assert.Equal("Workers", Assert.Single(json.RootElement.GetProperty("required").EnumerateArray()).GetString());
        var worker = json.RootElement.GetProperty("properties").GetProperty("Workers").GetProperty("items");
        Assert.Equal("Address", Assert.Single(worker.GetProperty("required").EnumerateArray()).GetString());
        Assert.Equal(
            ["Address", "Name", "MaximumBuilds"], worker.GetProperty("properties").EnumerateObject().Select(field => field.Name));
        Assert.All(
            worker.GetProperty("properties").EnumerateObject(), field => Assert.NotEqual("", field.Value.GetProperty("description").GetString()));
    }
}
