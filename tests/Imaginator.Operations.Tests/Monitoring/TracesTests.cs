using System.Text;
using Imaginator.Operations.Tests.Daemons;
using Imaginator.SystemTests.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Imaginator.Operations.Tests.Monitoring;

public sealed class TracesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traces_GoToTheCollector(bool byFlag)
    {
        var received = new StringBuilder();
        await using var collector = await StartCollectorAsync(received);
        using var site = new BuildSite();
        string[] flags = byFlag ? ["-traceEndpoint=" + collector.Urls.Single()] : [];
        var environment = byFlag ? [] : new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };

        await using (var daemon = await RunningDaemon.StartAsync(site, flags, environment))
        {
            (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();
            Assert.Equal(0, await daemon.StopAsync());
        }

        // The names of activities and the values of their tags are texts in the messages.
        var text = received.ToString();
        Assert.Contains("Imaginator.BuildImage", text, StringComparison.Ordinal);
        Assert.Contains("imaginator.stream", text, StringComparison.Ordinal);
        Assert.Contains("bootstrap", text, StringComparison.Ordinal);
        Assert.Contains("publish", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CollectorThatIsNotThere_DisturbsNothing()
    {
        using var site = new BuildSite();
        await using var daemon = await RunningDaemon.StartAsync(site, ["-traceEndpoint=http://127.0.0.1:1"]);

        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();

        Assert.Equal(0, await daemon.StopAsync());
    }

    private static async Task<WebApplication> StartCollectorAsync(StringBuilder received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.MapPost("/v1/traces", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            lock (received)
            {
                received.Append(Encoding.Latin1.GetString(body.ToArray()));
            }

            http.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();
        return collector;
    }
}
