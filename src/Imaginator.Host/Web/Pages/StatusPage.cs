using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Workers;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page <c>/</c>: an overview of the daemon.</summary>
internal sealed class StatusPage(
    IBuildQueue queue,
    BuildHistory history,
    BuildTables tables,
    LiveConfiguration configuration,
    RecentLogLines log,
    TimeProvider timeProvider,
    IAutoRebuilds? rebuilds = null,
    IWorkerAdministration? workers = null,
    StoreScrubbing? scrubbing = null)
{
    private const int ShownBuilds = 50;
    private const int ShownLogLines = 60;
    private const int RefreshSeconds = 30;

    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();

    public HtmlPage Make(ActionButtons actions)
    {
        var clock = PageClock.Of(timeProvider);
        var now = queue.Current;
        var failed = history.ReadLatest(isGood: false, ShownBuilds);
        var good = history.ReadLatest(isGood: true, ShownBuilds);
        var lines = log.Newest(ShownLogLines);
        return new HtmlPage("Status", html =>
        {
            ConfigurationNotices.Write(html, configuration.Status, clock);
            BlockedReasons(html, now, clock);
            Cards(html, now, clock, failed.Total);
            Links(html);
            Buttons(html, now, actions);
            RebuildNotes.Write(html, rebuilds?.Status, clock);

            html.Write($"<h2>Current builds <span class=\"count\">{now.Running.Length} of {now.MaximumConcurrentBuilds}</span></h2>\n");
            html.Write($"{BuildTables.Running(now.Running, clock, actions)}");
            if (!now.Queued.IsEmpty)
            {
                html.Write($"<h2>Queued builds <span class=\"count\">{now.Queued.Length}</span></h2>\n");
                html.Write($"{BuildTables.Queued(now.Queued, clock, actions)}");
            }

            WorkersTable.Write(html, workers?.Current ?? []);

            Latest(html, "Failed builds", BuildListKind.Error, failed, builds => tables.Failed(builds, clock));
            Latest(html, "Successful builds", BuildListKind.Good, good, builds => tables.Successful(builds, clock));

            html.Write($"<h2>Daemon log</h2>\n<pre class=\"log recent\"><code>");
            foreach (var line in lines)
            {
                html.Write($"{line}\n");
            }

            html.Write($"</code></pre>\n<p class=\"links\"><a href=\"{PageAddress.DaemonLog}\">more lines</a></p>\n");
        })
        {
            RefreshSeconds = RefreshSeconds,
        };
    }

    private static void BlockedReasons(HtmlWriter html, QueueSnapshot now, PageClock clock)
    {
        if (now.BlockedReason is { } reason)
        {
            html.Write($"<div class=\"notice error\" role=\"alert\">Builds are blocked: {reason}</div>\n");
        }

        if (now.BuildRequestsDisabledUntil is { } requests)
        {
            html.Write($"<div class=\"notice\" role=\"alert\">Build requests are disabled until {PageParts.Time(requests, clock)}</div>\n");
        }

        if (now.AutoBuildsDisabledUntil is { } autoBuilds)
        {
            html.Write($"<div class=\"notice\" role=\"alert\">Automatic builds are disabled until {PageParts.Time(autoBuilds, clock)}</div>\n");
        }
    }

    private static void Links(HtmlWriter html) => html.Write($"""
        <div class="links">
        <a href="{PageAddress.Streams}">Image streams</a>
        <a href="{PageAddress.Graph}">Dependency graph</a>
        <a href="{BuildListAddress.Of(BuildListKind.All)}">All builds</a>
        <a href="{BuildListAddress.Of(BuildListKind.Good)}">Successful builds</a>
        <a href="{BuildListAddress.Of(BuildListKind.Error)}">Failed builds</a>
        <a href="{PageAddress.LogArchive}">Build log archive</a>
        <a href="{PageAddress.DaemonLog}">Daemon log</a>
        <a href="{PageAddress.Plugins}">Plugins</a>
        </div>

        """);

    private static void Buttons(HtmlWriter html, QueueSnapshot now, ActionButtons actions)
    {
        html.Write($"<div class=\"links\">{actions.BuildRequests(now.BuildRequestsDisabledUntil is not null)}");
        html.Write($"{actions.AutoBuilds(now.AutoBuildsDisabledUntil is not null)}{actions.StartAutoBuilds()}</div>\n");
    }

    private static void Latest(
        HtmlWriter html,
        string heading,
        BuildListKind kind,
        (ImmutableArray<BuildRecord> Builds, int Total) latest,
        Func<ImmutableArray<BuildRecord>, HtmlPart> table)
    {
        html.Write($"<h2>{heading} <span class=\"count\">the last of each stream, {DisplayFormat.Count(latest.Total, "stream")}</span></h2>\n");
        if (latest.Builds.IsEmpty)
        {
            html.Write($"<div class=\"table\"><p class=\"empty\">No builds.</p></div>\n");
            return;
        }

        html.Write($"{table(latest.Builds)}");
        html.Write($"<p class=\"links\"><a href=\"{BuildListAddress.Of(kind)}\">all {heading.ToLowerInvariant()}</a></p>\n");
    }

    private void Cards(HtmlWriter html, QueueSnapshot now, PageClock clock, int failedStreams)
    {
        var current = configuration.Current;
        var streams = current.Main.BootstrapStreams.Count + current.ImageStreams.Streams.Length;
        html.Write($"<div class=\"cards\">\n");
        Card(html, "Build requests", now.BuildRequestsDisabledUntil is null ? "enabled" : "disabled", now.BuildRequestsDisabledUntil is not null);
        Card(html, "Automatic builds", now.AutoBuildsDisabledUntil is null ? "enabled" : "disabled", now.AutoBuildsDisabledUntil is not null);
        html.Write($"""
            <div class="card"><div class="label">Streams</div><div class="value"><a href="{PageAddress.Streams}">{streams}</a></div>
            <div class="muted">{current.Main.BootstrapStreams.Count} bootstrap, {DisplayFormat.Count(current.ImageStreams.Patterns.Length, "pattern")}</div></div>
            <div class="card"><div class="label">Running, queued</div><div class="value">{now.Running.Length}, {now.Queued.Length}</div></div>
            <div class="card"><div class="label">Streams with a failed last build</div><div class="value">{failedStreams}</div></div>
            <div class="card"><div class="label">Uptime</div><div class="value">{DisplayFormat.Duration(clock.Now - _startedAt)}</div></div>

            """);
        if (scrubbing?.Last is { } last)
        {
            Card(html, last, clock);
        }

        html.Write($"</div>\n");
    }

    private static void Card(HtmlWriter html, LastScrub last, PageClock clock)
    {
        var isAlarming = last.Report.Damaged > 0 || last.Report.Unreadable > 0;
        html.Write($"<div class=\"{(isAlarming ? "card alarm" : "card")}\"><div class=\"label\">Damaged, unreadable objects of the store</div>");
        html.Write($"<div class=\"value\">{last.Report.Damaged}, {last.Report.Unreadable}</div>");
        html.Write($"<div class=\"muted\">{ByteSize.Describe(last.Report.Bytes)} read, {PageParts.Age(last.EndedAt, clock)}</div></div>\n");
    }

    private static void Card(HtmlWriter html, string label, string value, bool isAlarming)
    {
        html.Write($"<div class=\"{(isAlarming ? "card alarm" : "card")}\"><div class=\"label\">{label}</div>");
        html.Write($"<div class=\"value\">{value}</div></div>\n");
    }
}
