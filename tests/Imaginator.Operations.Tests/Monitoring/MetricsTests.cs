using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imaginator.Operations.Tests.Daemons;
using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Monitoring;

/// <summary>What a real daemon shows to Prometheus, and what the dashboard and the alerts make of it.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    // There only with certificates.
    private static readonly string[] NotInATest = ["imaginator_certificate_expiry_timestamp_seconds"];

    private readonly BuildSite _site = new();
    private RunningDaemon _daemon = null!;

    public async ValueTask InitializeAsync()
    {
        _site.Stream("app", "base", ("scripts/10", "#!/bin/sh\necho hello >/etc/hello\n"));
        _site.Stream("broken", "base", ("scripts/10", "#!/bin/sh\nexit 3\n"));
        _daemon = await RunningDaemon.StartAsync(_site);
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _site.Dispose();
    }

    [Fact]
    public async Task Metrics_TellWhatWasBuilt_PassPromtool_AndHaveAllNamesThatDashboardAndAlertsUse()
    {
        await _daemon.GetAsync("/metrics");
        (await _daemon.ToolAsync("build-image", "app")).ShouldSucceed();
        (await _daemon.ToolAsync("build-image", "broken")).ShouldFail(1, "scripts");
        var text = await _daemon.GetAsync("/metrics");

        Assert.Equal(1, Value(text, "imaginator_builds_total", "stream=\"app\"", "result=\"succeeded\""));
        Assert.Equal(1, Value(text, "imaginator_builds_total", "stream=\"base\"", "result=\"succeeded\""));
        Assert.Equal(1, Value(text, "imaginator_builds_total", "stream=\"broken\"", "result=\"failed\""));
        Assert.InRange(Value(text, "imaginator_hashed_bytes_total"), 100_000, 1e9);
        Assert.InRange(Value(text, "imaginator_uploaded_objects_total"), 1, 1e6);
        Assert.InRange(Value(text, "imaginator_sandbox_commands_total", "result=\"ok\""), 1, 1000);
        Assert.Equal(1, Value(text, "imaginator_sandbox_commands_total", "result=\"failed\""));
        Assert.InRange(Value(text, "imaginator_build_stage_duration_seconds_count", "stage=\"scan\""), 2, 3);
        Assert.Equal(1, Value(text, "imaginator_cache_requests_total", "cache=\"source_trees\"", "result=\"miss\""));
        Assert.Equal(1, Value(text, "imaginator_cache_requests_total", "cache=\"source_trees\"", "result=\"hit\""));
        Assert.Equal(2, Value(text, "imaginator_rpc_calls_total", "method=\"Imaginator.BuildImageWithEvents\""));

        var check = await ProgramResultOf("promtool", text, "check", "metrics");
        Assert.True(check.ExitCode is 0 or 3, check.Error + check.Output); // 3: matters of taste only
        Assert.DoesNotContain("error", check.Error, StringComparison.OrdinalIgnoreCase);

        var shown = NamesIn(text);
        Assert.Empty(Used().Except(shown).Except(NotInATest));
    }

    [Fact]
    public async Task Alerts_PassPromtool()
    {
        (await ProgramResultOf("promtool", "", "check", "rules", RepositoryFiles.PathOf("packaging", "prometheus", "imaginator.rules.yml")))
            .ShouldSucceed();
        (await ProgramResultOf(
            "promtool", "", "test", "rules", RepositoryFiles.PathOf("packaging", "prometheus", "imaginator.rules.test.yml"))).ShouldSucceed();
    }

    [Fact]
    public async Task Prometheus_ScrapesTheDaemonAndEvaluatesTheAlerts()
    {
        await using var prometheus = await RunningPrometheus.StartAsync(_daemon.Address, _site.Root);
        (await _daemon.ToolAsync("build-image", "base")).ShouldSucceed();

        var built = await prometheus.WaitForAsync(
            "imaginator_builds_total{stream=\"base\",result=\"succeeded\"}", sample => sample == 1);
        Assert.Equal(1, built);
        Assert.Equal(1, await prometheus.WaitForAsync("up{job=\"imaginator\"}", sample => sample == 1));
        await prometheus.AssertRulesAreHealthyAsync();
    }

    /// <summary>The names of the metrics that the dashboard and the alerts use.</summary>
    private static HashSet<string> Used()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf("packaging", "grafana", "imaginator.json")));
        var expressions = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)
            .ToList();
        Assert.InRange(expressions.Count, 20, 200);
        expressions.Add(File.ReadAllText(RepositoryFiles.PathOf("packaging", "prometheus", "imaginator.rules.yml")));
        return [.. expressions.SelectMany(expression => MetricName().Matches(expression)).Select(match => match.Value)];
    }

    private static HashSet<string> NamesIn(string metrics) =>
        [.. metrics.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Split('{', ' ')[0])];

    private static double Value(string metrics, string name, params string[] labels)
    {
        var lines = metrics.Split('\n').Where(line =>
            line.Split('{', ' ')[0] == name && labels.All(label => line.Contains(label, StringComparison.Ordinal))).ToList();
        Assert.True(lines.Count > 0, $"{name} {string.Join(' ', labels)} is not in:\n{metrics}");
        return lines.Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static async Task<ProgramResult> ProgramResultOf(string program, string input, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProgramResult(process.ExitCode, await output, await error);
    }

    [GeneratedRegex("(imaginator|dotnet)_[a-z0-9_]+")]
    private static partial Regex MetricName();
}
