using System.Text.Json.Nodes;

namespace Imaginator.Host.Tests.Web.Api.Document;

public sealed class DocumentTests
{
    private const string Updating = "IMAGINATOR_UPDATE_API_DOCUMENT";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_IsThatOfTheProgram()
    {
        var made = await ApiDocument.MakeAsync();
        if (Environment.GetEnvironmentVariable(Updating) == "1")
        {
            await File.WriteAllTextAsync(PathOf("openapi.json"), made, Token);
        }

        Assert.True(
            made == await File.ReadAllTextAsync(PathOf("openapi.json"), Token),
            $"docs/reference/openapi.json is not the document of the program; set {Updating}=1 and run this test to write it again");
    }

    [Fact]
    public async Task Document_IsServed()
    {
        await using var site = await WebSite.StartAsync();
        var served = await site.GetAsync("/api/v1/openapi.json");
        Assert.Equal(await File.ReadAllTextAsync(PathOf("openapi.json"), Token), served);
        Assert.StartsWith("3.1.", (string)JsonNode.Parse(served)!["openapi"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_HaveDifferentIds()
    {
        var ids = ApiDocument.OperationsOf(JsonNode.Parse(await ApiDocument.MakeAsync())!)
            .Select(item => (string)item.Operation["operationId"]!)
            .ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Operations_AreCompatibleWithTheReleasedDocument()
    {
        var released = JsonNode.Parse(await File.ReadAllTextAsync(PathOf("openapi.v1.json"), Token))!;
        var present = JsonNode.Parse(await ApiDocument.MakeAsync())!;
        Assert.Empty(BreakingChanges.Find(released, present));
    }

    [Theory]
    [InlineData("paths//things", "get /things was removed")]
    [InlineData("paths//things/get", "get /things was removed")]
    [InlineData("paths//things/get/parameters", "get /things: parameter query size was removed")]
    [InlineData("paths//things/get/responses/200", "get /things: the answer 200 was removed")]
    [InlineData("paths//things/get/responses/200/content/application~json", "get /things: the contents application/json of the answer 200 have changed")]
    [InlineData("paths//things/post/requestBody", "post /things: the body was removed")]
    [InlineData("components/schemas/Thing", "Thing was removed")]
    [InlineData("components/schemas/Thing/properties/size", "Thing: field size was removed")]
    [InlineData("components/schemas/Thing/required", "Thing: field name can now be absent")]
    public void Removal_IsABreakingChange(string removed, string fault)
    {
        var after = Small();
        var steps = removed.Replace("//", "/~", StringComparison.Ordinal).Split('/')
            .Select(step => step.Replace('~', '/')).ToArray();
        var parent = steps[..^1].Aggregate((JsonNode)after, (node, step) => node[step]!);
        Assert.True(parent.AsObject().Remove(steps[^1]));
        Assert.Contains(fault, BreakingChanges.Find(Small(), after));
    }

    [Fact]
    public void RequiredParameter_IsABreakingChange()
    {
        var after = Small();
        after["paths"]!["/things"]!["get"]!["parameters"]!.AsArray().Add(
            new JsonObject { ["name"] = "owner", ["in"] = "query", ["required"] = true });
        Assert.Equal("get /things: parameter query owner is now required", Assert.Single(BreakingChanges.Find(Small(), after)));
    }

    [Fact]
    public void RequiredFieldOfARequest_IsABreakingChange()
    {
        var after = Small();
        after["components"]!["schemas"]!["Order"]!["required"] = new JsonArray("name");
        Assert.Equal("Order: field name is now required", Assert.Single(BreakingChanges.Find(Small(), after)));
    }

    [Fact]
    public void OtherType_IsABreakingChange()
    {
        var after = Small();
        after["components"]!["schemas"]!["Thing"]!["properties"]!["size"]!["type"] = "string";
        Assert.Equal("Thing: the type of field size has changed", Assert.Single(BreakingChanges.Find(Small(), after)));
    }

    [Fact]
    public void Addition_IsNoBreakingChange()
    {
        var after = Small();
        after["paths"]!["/others"] = after["paths"]!["/things"]!.DeepClone();
        after["paths"]!["/things"]!["get"]!["parameters"]!.AsArray().Add(new JsonObject { ["name"] = "owner", ["in"] = "query" });
        after["components"]!["schemas"]!["Thing"]!["properties"]!["owner"] = new JsonObject { ["type"] = "string" };
        after["components"]!["schemas"]!["Thing"]!["properties"]!["size"]!["description"] = "Another text.";
        Assert.Empty(BreakingChanges.Find(Small(), after));
    }

    private static string PathOf(string file)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Imaginator.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("the tests are not in the repository");
        }

        return Path.Combine(directory, "docs", "reference", file);
    }

    private static JsonNode Small() => JsonNode.Parse(
        """
        {
          "paths": {
            "/things": {
              "get": {
                "parameters": [{ "name": "size", "in": "query", "schema": { "type": "integer" } }],
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } } }
              },
              "post": {
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } },
                "responses": { "202": {} }
              }
            }
          },
          "components": {
            "schemas": {
              "Thing": {
                "required": ["name"],
                "properties": { "name": { "type": "string" }, "size": { "type": "integer", "description": "A text." } }
              },
              "Order": { "properties": { "name": { "type": "string" } } }
            }
          }
        }
        """)!;
}
