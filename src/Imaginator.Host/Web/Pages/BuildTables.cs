using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>Tables of builds.</summary>
internal sealed class BuildTables(BuildLogs logs, ImageLinks images)
{
    /// <summary>Running builds with their stages and durations.</summary>
    public static HtmlPart Running(ImmutableArray<BuildSnapshot> builds, PageClock clock, ActionButtons actions) => html =>
    {
        if (builds.IsEmpty)
        {
            html.Write($"<div class=\"table\"><p class=\"empty\">No build is running.</p></div>\n");
            return;
        }

        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Stream</th><th>Stage</th><th>Log</th><th class="number">Running for</th><th>Worker</th><th>Requested by</th><th></th></tr></thead>
            <tbody>

            """);
        foreach (var build in builds)
        {
            html.Write($"""
                <tr>
                <td class="name" data-label="Stream">{StreamLink(build.StreamName)}</td>
                <td data-label="Stage">{StageOf(build, clock)}</td>
                <td class="short" data-label="Log"><span><a href="{PageAddress.OfLogPage(build.Id)}">live log</a>
                <a href="{PageAddress.OfBuild(build.Id)}">details</a></span></td>
                <td class="number" data-label="Running for">{DisplayFormat.Duration(clock.Now - (build.StartedAt ?? clock.Now))}</td>
                <td data-label="Worker">{build.Worker ?? "this machine"}</td>
                <td data-label="Requested by">{Requestors(build)}</td>
                <td data-label="">{actions.CancelBuild(build.Id)}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    };

    /// <summary>Queued builds with the reasons why they wait.</summary>
    public static HtmlPart Queued(ImmutableArray<BuildSnapshot> builds, PageClock clock, ActionButtons actions) => html =>
    {
        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Stream</th><th>Blocked reason</th><th class="number">Waiting</th><th>Requested by</th><th></th></tr></thead>
            <tbody>

            """);
        foreach (var build in builds)
        {
            html.Write($"""
                <tr>
                <td class="name" data-label="Stream">{StreamLink(build.StreamName)}</td>
                <td data-label="Blocked reason">{build.BlockedReason}</td>
                <td class="number" data-label="Waiting">{DisplayFormat.Duration(clock.Now - build.QueuedAt)}</td>
                <td data-label="Requested by">{Requestors(build)}</td>
                <td data-label="">{actions.CancelBuild(build.Id)}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    };

    /// <summary>Failed builds: error, log, duration, age.</summary>
    public HtmlPart Failed(ImmutableArray<BuildRecord> builds, PageClock clock) => html =>
    {
        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Stream</th><th>Error</th><th>Log</th><th class="number">Duration</th><th class="number">Age</th></tr></thead>
            <tbody>

            """);
        foreach (var build in builds)
        {
            html.Write($"""
                <tr>
                <td class="name" data-label="Stream">{StreamLink(build.StreamName)}</td>
                <td class="error" data-label="Error">{Error(build)}</td>
                <td class="short" data-label="Log">{LogLink(build)}</td>
                <td class="number" data-label="Duration">{Duration(build)}</td>
                <td class="number" data-label="Age">{PageParts.Age(build.FinishedAt, clock)}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    };

    /// <summary>Successful builds: image, log, duration, age.</summary>
    public HtmlPart Successful(ImmutableArray<BuildRecord> builds, PageClock clock) => html =>
    {
        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Stream</th><th>Image</th><th>Log</th><th class="number">Duration</th><th class="number">Age</th></tr></thead>
            <tbody>

            """);
        foreach (var build in builds)
        {
            html.Write($"""
                <tr>
                <td class="name" data-label="Stream">{StreamLink(build.StreamName)}</td>
                <td data-label="Image">{images.Of(build.ImageName)}</td>
                <td class="short" data-label="Log">{LogLink(build)}</td>
                <td class="number" data-label="Duration">{Duration(build)}</td>
                <td class="number" data-label="Age">{PageParts.Age(build.FinishedAt, clock)}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    };

    /// <summary>Builds with any result.</summary>
    public HtmlPart Mixed(ImmutableArray<BuildRecord> builds, PageClock clock) => html =>
    {
        if (builds.IsEmpty)
        {
            html.Write($"<div class=\"table\"><p class=\"empty\">No builds.</p></div>\n");
            return;
        }

        html.Write($"""
            <div class="table"><table>
            <thead><tr><th>Stream</th><th>Result</th><th>Image or error</th><th>Requested by</th><th>Log</th><th class="number">Duration</th><th class="number">Age</th></tr></thead>
            <tbody>

            """);
        foreach (var build in builds)
        {
            html.Write($"""
                <tr>
                <td class="name" data-label="Stream">{StreamLink(build.StreamName)}</td>
                <td data-label="Result"><a href="{PageAddress.OfBuild(build.Id)}">{PageParts.Badge(build.Result)}</a></td>
                <td{ClassOf(build)} data-label="{(build.ImageName is null ? "Error" : "Image")}">{ImageOrError(build)}</td>
                <td data-label="Requested by">{UserLink(build.Requestor)}</td>
                <td class="short" data-label="Log">{LogLink(build)}</td>
                <td class="number" data-label="Duration">{Duration(build)}</td>
                <td class="number" data-label="Age">{PageParts.Age(build.FinishedAt ?? build.QueuedAt, clock)}</td>
                </tr>

                """);
        }

        html.Write($"</tbody>\n</table></div>\n");
    };

    /// <summary>A stream as a link to its page.</summary>
    public static HtmlPart StreamLink(string name) => PageParts.Link(PageAddress.Of(PageAddress.Stream, name), name);

    /// <summary>A user as a link to the builds that the user requested.</summary>
    public static HtmlPart UserLink(string name) =>
        PageParts.Link(PageAddress.Of(BuildListAddress.OfRequestor(BuildListKind.All), name), name);

    /// <summary>The log of a build as a link, if the build has a log.</summary>
    public HtmlPart LogLink(BuildRecord build) => html =>
    {
        if (logs.Has(build.Id))
        {
            html.Write($"<a href=\"{PageAddress.OfLogPage(build.Id)}\">log</a>");
        }
        else
        {
            html.Write($"<span class=\"muted\">none</span>");
        }
    };

    private static HtmlPart ClassOf(BuildRecord build) => html =>
    {
        if (build.Error.Length > 0)
        {
            html.Write($" class=\"error\"");
        }
    };

    private HtmlPart ImageOrError(BuildRecord build) => build.ImageName is null ? Error(build) : images.Of(build.ImageName);

    private static HtmlPart Error(BuildRecord build) => PageParts.Link(PageAddress.OfBuild(build.Id), Shorten(build.Error));

    private static string Duration(BuildRecord build) => build.Elapsed is { } elapsed ? DisplayFormat.Duration(elapsed) : "";

    private static string Shorten(string error) => error.Length <= 300 ? error : error[..300] + "…";

    private static HtmlPart Requestors(BuildSnapshot build) => html =>
    {
        html.Write($"<span>{UserLink(build.Request.Caller.DisplayName)}</span>");
        if (!build.Joined.IsEmpty)
        {
            html.Write($" <span class=\"muted\">and {build.Joined.Length} more</span>");
        }
    };

    private static HtmlPart StageOf(BuildSnapshot build, PageClock clock) => html =>
    {
        if (build.BlockedReason is { } reason)
        {
            html.Write($"<span>waiting: {reason}</span>");
        }
        else if (build.Stage is { } stage)
        {
            html.Write($"<span>{stage.ToDisplay()} <span class=\"muted\">");
            html.Write($"{DisplayFormat.Duration(clock.Now - (build.StageStartedAt ?? clock.Now))}</span></span>");
        }
    };
}
