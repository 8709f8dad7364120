using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.BuilderTool.Output;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>A build in the daemon's API. Unknown fields are ignored.</summary>
internal sealed record BuildInfo
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public string Id { get; init; } = "";

    public string Stream { get; init; } = "";

    public string Result { get; init; } = "";

    public string Reason { get; init; } = "";

    public string Requestor { get; init; } = "";

    public ImmutableArray<string>? JoinedBy { get; init; }

    public DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public string? Image { get; init; }

    public string? Error { get; init; }

    public string? Worker { get; init; }

    public string? BlockedReason { get; init; }

    public BuildInfoInputs? Inputs { get; init; }

    public string? NeededBy { get; init; }

    public ImmutableArray<BuildInfoStage>? Stages { get; init; }

    public string? Log { get; init; }

    /// <summary>The image, the error or the blocked reason.</summary>
    public string Outcome => Image ?? Error ?? (BlockedReason is { } reason ? $"waiting: {reason}" : "");

    /// <summary>Until now for a running build; empty for a queued build.</summary>
    public string Duration(TimeProvider timeProvider) =>
        (DurationSeconds ?? (StartedAt is { } started && FinishedAt is null ? (timeProvider.GetUtcNow() - started).TotalSeconds : null)) is { } seconds
            ? DurationFormat.Of(TimeSpan.FromSeconds(seconds))
            : "";

    public static BuildInfo Read(JsonElement json)
    {
        try
        {
            return json.Deserialize<BuildInfo>(Options)!;
        }
        catch (JsonException e)
        {
            throw new ImaginatorException($"invalid answer of the imaginator daemon: {e.Clause()}", e);
        }
    }
}

/// <summary>The inputs of a build.</summary>
internal sealed record BuildInfoInputs(
    string? ManifestUrl, string? ManifestDirectory, string? Branch, string? CommitId, string? SourceImage);

/// <summary>A stage of a build.</summary>
internal sealed record BuildInfoStage(string Name, double? DurationSeconds, string? Detail);
