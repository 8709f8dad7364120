using System.Net;
using System.Text.Json.Nodes;
using Imaginator.Host.Tests.Web.Api.Document;
using Imaginator.Host.Web.Api;

namespace Imaginator.Host.Tests.Web.Api;

public sealed class OperationTests(ApiFixture site) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Operations => [.. SampleCalls.All.Keys];

    public static TheoryData<string> Changes =>
        [.. ApiCatalogue.All.Where(operation => operation.Method != HttpMethod.Get.Method).Select(operation => operation.Describe().Id)];

    [Fact]
    public void EachOperation_HasASampleCall() => Assert.Equal(
        ApiDocument.OperationsOf(site.Document).Select(item => (string)item.Operation["operationId"]!).Order(StringComparer.Ordinal),
        SampleCalls.All.Keys);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task AuthorisedCall_IsAnsweredAsTheDocumentSays(string operation)
    {
        using var request = await SampleCalls.All[operation](site);
        using var answer = await site.Manager.SendAsync(request, Token);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Token)}");
        await new AnswerCheck(site.Document).AssertAsync(operation, answer, Token);
        if (operation == "disableBuildRequests")
        {
            site.Site.Queue.DisableBuildRequests(TimeSpan.Zero);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task CallWithoutCredential_IsRefused(string operation)
    {
        using var request = await SampleCalls.All[operation](site);
        request.Headers.Add("X-Imaginator-Request", "1");
        using var answer = await site.Anonymous.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await new AnswerCheck(site.Document).AssertAsync(operation, answer, Token);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("urn:imaginator:problem:not-authenticated", (string)problem["type"]!);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task CallOfAViewer_ChangesNothing(string operation)
    {
        using var request = await SampleCalls.All[operation](site);
        using var answer = await site.Viewer.SendAsync(request, Token);

        // The names of tokens are not public.
        Assert.Equal(operation == "revokeToken" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, answer.StatusCode);
        await new AnswerCheck(site.Document).AssertAsync(operation, answer, Token);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task CallWithoutTheHeader_IsRefused(string operation)
    {
        using var request = await SampleCalls.All[operation](site);
        using var client = site.ClientOf("ann");
        client.DefaultRequestHeaders.Remove("X-Imaginator-Request");
        using var answer = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("urn:imaginator:problem:foreign-request", (string)problem["type"]!);
    }
}
