using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Api;

/// <summary>A stage of a build; without a duration if it did not end. The detail is for display.</summary>
internal sealed record ApiStage(string Name, DateTimeOffset StartedAt, double? DurationSeconds, string? Detail)
{
    public static ApiStage Of(StageRecord stage) =>
        new(stage.Name, stage.StartedAt, stage.Elapsed?.TotalSeconds, stage.Detail);
}
