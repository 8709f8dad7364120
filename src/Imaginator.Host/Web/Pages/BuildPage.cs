using Imaginator.Host.History;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page of one build: all facts from the history.</summary>
internal sealed class BuildPage(BuildLookup records, BuildTables tables, ImageLinks images, TimeProvider timeProvider)
{
    private const int RefreshSeconds = 10;

    /// <summary>Makes the page; null if the build does not exist.</summary>
    public HtmlPage? Make(BuildId id, ActionButtons actions)
    {
        if (records.Find(id) is not { } build)
        {
            return null;
        }

        var clock = PageClock.Of(timeProvider);
        var hasEnded = build.Result.IsGood() is not null;
        return new HtmlPage($"Build of {build.StreamName}", html =>
        {
            if (build.Error.Length > 0)
            {
                html.Write($"<div class=\"notice error\">{build.Error}</div>\n");
            }

            html.Write($"<dl>\n");
            Facts(html, build, clock);
            Inputs(html, build.Inputs);
            html.Write($"</dl>\n<div class=\"links\">{(hasEnded ? null : actions.CancelBuild(id))}</div>\n");
            Stages(html, build, clock, hasEnded);
        })
        {
            RefreshSeconds = hasEnded ? 0 : RefreshSeconds,
        };
    }

    private static void Fact(HtmlWriter html, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            html.Write($"<dt>{name}</dt><dd>{value}</dd>\n");
        }
    }

    private static void Fact(HtmlWriter html, string name, BuildId? id)
    {
        if (id is { } known)
        {
            html.Write($"<dt>{name}</dt><dd>{PageParts.Link(PageAddress.OfBuild(known), known.ToString())}</dd>\n");
        }
    }

    private static void Fact(HtmlWriter html, string name, DateTimeOffset? time, PageClock clock)
    {
        if (time is not null)
        {
            html.Write($"<dt>{name}</dt><dd>{PageParts.Time(time, clock)} <span class=\"muted\">{PageParts.Age(time, clock)}</span></dd>\n");
        }
    }

    private void Inputs(HtmlWriter html, BuildInputs inputs)
    {
        Fact(html, "Manifest", inputs.ManifestUrl);
        Fact(html, "Manifest directory", inputs.ManifestDirectory);
        Fact(html, "Branch", inputs.Branch);
        Fact(html, "Commit", inputs.CommitId);
        if (inputs.SourceImage.Length > 0)
        {
            html.Write($"<dt>Source image</dt><dd>{images.Of(inputs.SourceImage)}</dd>\n");
        }

        Fact(html, "Variables", string.Join(", ", inputs.VariableNames));
    }

    private static void Stages(HtmlWriter html, BuildRecord build, PageClock clock, bool hasEnded)
    {
        if (build.Stages.IsEmpty)
        {
            return;
        }

        html.Write($"""
            <h2>Stages</h2>
            <div class="table"><table>
            <thead><tr><th>Stage</th><th class="number">Duration</th><th>Details</th></tr></thead>
            <tbody>

            """);
        foreach (var stage in build.Stages)
        {
            html.Write($"<tr><td class=\"short\" data-label=\"Stage\">{stage.Name}</td><td class=\"number\" data-label=\"Duration\">");
            html.Write($"{DurationOf(stage, build, clock, hasEnded)}</td><td data-label=\"Details\">{stage.Detail}</td></tr>\n");
        }

        html.Write($"</tbody>\n</table></div>\n");
    }

    private static string DurationOf(StageRecord stage, BuildRecord build, PageClock clock, bool hasEnded) =>
        stage.Elapsed is { } elapsed ? DisplayFormat.Duration(elapsed)
        : hasEnded ? $"{DisplayFormat.Duration((build.FinishedAt ?? clock.Now) - stage.StartedAt)}, not finished"
        : $"{DisplayFormat.Duration(clock.Now - stage.StartedAt)} so far";

    private void Facts(HtmlWriter html, BuildRecord build, PageClock clock)
    {
        html.Write($"<dt>Stream</dt><dd>{BuildTables.StreamLink(build.StreamName)}</dd>\n");
        html.Write($"<dt>Result</dt><dd>{PageParts.Badge(build.Result)}</dd>\n");
        if (build.ImageName is not null)
        {
            html.Write($"<dt>Image</dt><dd>{images.Of(build.ImageName)}</dd>\n");
        }

        if (build.SameAs is not null)
        {
            html.Write($"<dt>Identical to</dt><dd>{images.Of(build.SameAs)}</dd>\n");
        }

        html.Write($"<dt>Log</dt><dd>{tables.LogLink(build)}</dd>\n");
        html.Write($"<dt>Requested by</dt><dd>{BuildTables.UserLink(build.Requestor)}");
        foreach (var joined in build.Joined)
        {
            html.Write($", {BuildTables.UserLink(joined)}");
        }

        html.Write($"</dd>\n");
        Fact(html, "Reason", ReasonOf(build.Reason));
        Fact(html, "Needed by", build.NeededBy);
        Fact(html, "Retry of", build.RetryOf);
        Fact(html, "Retried as", build.RetriedAs);
        Fact(html, "Worker", build.Worker ?? (build.StartedAt is null ? null : "this machine"));
        Fact(html, "Queued", build.QueuedAt, clock);
        Fact(html, "Started", build.StartedAt, clock);
        Fact(html, "Finished", build.FinishedAt, clock);
        Fact(html, "Duration", build.Elapsed is { } elapsed ? DisplayFormat.Duration(elapsed) : null);
        if (build.NewObjects > 0)
        {
            html.Write($"<dt>New objects</dt><dd>{build.NewObjects}, {ByteSize.Describe(build.NewBytes)}</dd>\n");
        }

        Fact(html, "Build id", build.Id.ToString());
    }

    private static string ReasonOf(BuildReason reason) => reason switch
    {
        BuildReason.Request => "requested",
        BuildReason.AutoRebuild => "automatic rebuild",
        BuildReason.SourceImage => "another build needs the image as source image",
        BuildReason.Retry => "retry of an interrupted build",
        _ => reason.ToString(),
    };
}
