using System.Net.Http.Json;
using System.Text.Json;

namespace Imaginator.SystemTests.Site;

/// <summary>A build that a daemon has done for a client of its API.</summary>
/// <param name="Result"><c>succeeded</c>, <c>failed</c> …</param>
/// <param name="Image">The name of the image; empty if the build made none.</param>
/// <param name="Failure">The reason of the failure; empty if the build succeeded.</param>
/// <param name="Log">The build log.</param>
internal sealed record DaemonBuild(string Result, string Image, string Failure, string Log)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Builds a stream and waits for the end.</summary>
    public static async Task<DaemonBuild> RunAsync(SiteDaemon daemon, string stream, IReadOnlyDictionary<string, string> variables)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{daemon.Port}") };
        http.DefaultRequestHeaders.Add("X-Imaginator-Request", "test");
        using var answer = await http.PostAsJsonAsync("/api/v1/builds", new { stream, variables }, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
        var address = answer.Headers.Location!;

        // Ends with the build.
        var log = await http.GetStringAsync(new Uri($"{address}/log", UriKind.RelativeOrAbsolute), Cancelled);
        JsonElement build;
        while (TextOf(build = await http.GetFromJsonAsync<JsonElement>(address, Cancelled), "result") is "queued" or "running")
        {
            await Task.Delay(20, Cancelled);
        }

        return new DaemonBuild(TextOf(build, "result"), TextOf(build, "image"), TextOf(build, "error"), log);
    }

    private static string TextOf(JsonElement build, string field) =>
        build.TryGetProperty(field, out var value) ? value.GetString() ?? "" : "";
}
