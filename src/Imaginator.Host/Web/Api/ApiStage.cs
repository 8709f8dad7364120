using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Api;

/// <summary>A stage of a build.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="DurationSeconds">How long it took; left out where it did not end.</param>
/// <param name="Detail">What it did.</param>
internal sealed record ApiStage(string Name, DateTimeOffset StartedAt, double? DurationSeconds, string? Detail)
{
    public static ApiStage Of(StageRecord stage) =>
        new(stage.Name, stage.StartedAt, stage.Elapsed?.TotalSeconds, stage.Detail);
}
