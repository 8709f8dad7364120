using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>The stages of a build with their durations and results.</summary>
/// <param name="Build">The build.</param>
/// <param name="HasLog">Whether stages are links into the log.</param>
/// <param name="Stages">The stages in their order.</param>
internal sealed record StageBar(BuildId Build, bool HasLog, ImmutableArray<StageItem> Stages)
{
    /// <summary>The width of the drawing.</summary>
    public const int Width = 1000;

    /// <summary>Describes the stages of a build.</summary>
    public static StageBar Of(BuildRecord build, bool hasLog, PageClock clock)
    {
        var end = build.FinishedAt ?? clock.Now;
        var hasEnded = build.Result.IsGood() is not null;
        var anchors = new StageAnchors();
        var durations = build.Stages.Select(stage => stage.Elapsed ?? end - stage.StartedAt)
            .Select(duration => duration < TimeSpan.Zero ? TimeSpan.Zero : duration).ToArray();
        var total = durations.Sum(duration => duration.TotalSeconds);
        var items = ImmutableArray.CreateBuilder<StageItem>(build.Stages.Length);
        var position = 0.0;
        for (var i = 0; i < durations.Length; i++)
        {
            var stage = build.Stages[i];
            var width = total > 0 ? durations[i].TotalSeconds / total * Width : (double)Width / durations.Length;
            var state = stage.Elapsed is not null ? StageItemState.Done
                : !hasEnded ? StageItemState.Running
                : build.Result == RecordedResult.Failed ? StageItemState.Failed
                : StageItemState.Ended;
            items.Add(new StageItem(stage, anchors.Next(stage.Name), state, durations[i], (int)position, Math.Max(1, (int)width)));
            position += width;
        }

        return new StageBar(build.Id, hasLog, items.MoveToImmutable());
    }
}
