using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Imaginator.Operations.Tests.Monitoring;

/// <summary>The distribution's Prometheus, on the loopback interface, with our alerts, looking at one daemon.</summary>
internal sealed class RunningPrometheus : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly HttpClient _client;

    private RunningPrometheus(Process process, int port)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/") };
    }

    public static async Task<RunningPrometheus> StartAsync(Uri daemon, string directory)
    {
        var configuration = Path.Combine(directory, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $"""
            global:
              scrape_interval: 500ms
              evaluation_interval: 500ms
            rule_files: ["{RepositoryFiles.PathOf("packaging", "prometheus", "imaginator.rules.yml")}"]
            scrape_configs:
              - job_name: imaginator
                static_configs: [targets: ["{daemon.Authority}"]]
            """);
        var port = FreePort.Next();
        var start = new ProcessStartInfo("prometheus",
        [
            $"--config.file={configuration}",
            $"--storage.tsdb.path={Path.Combine(directory, "prometheus")}",
            $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
            "--log.level=warn",
        ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var prometheus = new RunningPrometheus(Process.Start(start)!, port);
        await prometheus.WaitUntilAsync(async () =>
        {
            using var answer = await prometheus._client.GetAsync("-/ready", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        });
        return prometheus;
    }

    /// <summary>Asks for the one value of an expression until it is as wanted.</summary>
    public async Task<double?> WaitForAsync(string expression, Predicate<double> wanted)
    {
        double? value = null;
        await WaitUntilAsync(async () =>
        {
            using var answer = await GetAsync("api/v1/query?query=" + Uri.EscapeDataString(expression));
            var result = answer.RootElement.GetProperty("data").GetProperty("result");
            value = result.GetArrayLength() == 0
                ? null
                : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
            return value is { } number && wanted(number);
        });
        return value;
    }

    /// <summary>Every alert has been evaluated without an error.</summary>
    public async Task AssertRulesAreHealthyAsync()
    {
        List<(string Name, string Health)> rules = [];
        await WaitUntilAsync(async () =>
        {
            using var answer = await GetAsync("api/v1/rules");
            rules =
            [
                .. answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
                    .SelectMany(group => group.GetProperty("rules").EnumerateArray())
                    .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("health").GetString()!)),
            ];
            return rules.Count > 0 && rules.TrueForAll(rule => rule.Health != "unknown");
        });
        Assert.All(rules, rule => Assert.Equal("ok", rule.Health));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<JsonDocument> GetAsync(string path) =>
        JsonDocument.Parse(await _client.GetStringAsync(path, TestContext.Current.CancellationToken));

    private async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience && !_process.HasExited)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        var ended = _process.HasExited ? await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : "";
        Assert.Fail($"Prometheus does not say what it should after {Patience.TotalSeconds} s. {ended}");
    }
}
