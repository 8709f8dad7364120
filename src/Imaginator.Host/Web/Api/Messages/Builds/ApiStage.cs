using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>A stage of a build.</summary>
internal sealed record ApiStage
{
    public required string Name { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>In seconds; absent for a stage that did not end.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>What the stage did, for display.</summary>
    public string? Detail { get; init; }

    public static ApiStage Of(StageRecord stage) => new()
    {
        Name = stage.Name,
        StartedAt = stage.StartedAt,
        DurationSeconds = stage.Elapsed?.TotalSeconds,
        Detail = stage.Detail,
    };
}
