using Imaginator.Host.History;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Html;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page of one build: everything that the history knows of it.</summary>
internal sealed class BuildPage(BuildLookup records, BuildTables tables, ImageLinks images, TimeProvider time)
{
    private const int RefreshSeconds = 10;

    /// <summary>Makes the page.</summary>
    /// <param name="id">The build.</param>
    /// <param name="actions">What its reader may do.</param>
    public HtmlPage? Make(BuildId id, ActionButtons actions)
    {
        if (records.Find(id) is not { } build)
        {
            return null;
        }

        var clock = PageClock.Of(time);
        var isOver = build.Result.IsGood() is not null;
        return new HtmlPage($"Build of {build.StreamName}", html =>
        {
            if (build.Error.Length > 0)
            {
                html.Write($"<div class=\"notice error\">{build.Error}</div>\n");
            }

            html.Write($"<dl>\n");
            Facts(html, build, clock);
            Inputs(html, build.Inputs);
            html.Write($"</dl>\n<div class=\"links\">{(isOver ? null : actions.CancelBuild(id))}</div>\n");
            Stages(html, build, clock, isOver);
        })
        {
            RefreshSeconds = isOver ? 0 : RefreshSeconds,
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

    private static void Stages(HtmlWriter html, BuildRecord build, PageClock clock, bool isOver)
    {
        if (build.Stages.IsEmpty)
        {
            return;
        }

        html.Write($"""
            <h2>Stages</h2>
            <div class="table"><table>
            <thead><tr><th>Stage</th><th class="number">Duration</th><th>Did</th></tr></thead>
            <tbody>

            """);
        foreach (var stage in build.Stages)
        {
            html.Write($"<tr><td class=\"short\" data-label=\"Stage\">{stage.Name}</td><td class=\"number\" data-label=\"Duration\">");
            html.Write($"{DurationOf(stage, build, clock, isOver)}</td><td data-label=\"Did\">{stage.Detail}</td></tr>\n");
        }

        html.Write($"</tbody>\n</table></div>\n");
    }

    private static string DurationOf(StageRecord stage, BuildRecord build, PageClock clock, bool isOver) =>
        stage.Elapsed is { } elapsed ? Words.Duration(elapsed)
        : isOver ? $"{Words.Duration((build.FinishedAt ?? clock.Now) - stage.StartedAt)}, not finished"
        : $"{Words.Duration(clock.Now - stage.StartedAt)} so far";

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
            html.Write($"<dt>The same as</dt><dd>{images.Of(build.SameAs)}</dd>\n");
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
        Fact(html, "Repeats", build.RetryOf);
        Fact(html, "Repeated as", build.RetriedAs);
        Fact(html, "Worker", build.Worker ?? (build.StartedAt is null ? null : "this machine"));
        Fact(html, "Submitted", build.QueuedAt, clock);
        Fact(html, "Started", build.StartedAt, clock);
        Fact(html, "Finished", build.FinishedAt, clock);
        Fact(html, "Duration", build.Elapsed is { } elapsed ? Words.Duration(elapsed) : null);
        if (build.NewObjects > 0)
        {
            html.Write($"<dt>New objects</dt><dd>{build.NewObjects}, {ByteSize.Describe(build.NewBytes)}</dd>\n");
        }

        Fact(html, "Build", build.Id.ToString());
    }

    private static string ReasonOf(BuildReason reason) => reason switch
    {
        BuildReason.Request => "somebody asked for it",
        BuildReason.AutoRebuild => "automatic rebuild",
        BuildReason.SourceImage => "source image of another build",
        BuildReason.Retry => "repeats an interrupted build",
        _ => reason.ToString(),
    };
}
