using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>A build as the daemon's API shows it; what it says besides is passed over.</summary>
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

    /// <summary>What came of it, or why it is not over: in a line.</summary>
    public string Outcome => Image ?? Error ?? (BlockedReason is { } reason ? $"waiting: {reason}" : "");

    /// <summary>How long it took, or has taken so far; empty before it runs.</summary>
    public string Duration(TimeProvider time) =>
        (DurationSeconds ?? (StartedAt is { } started && FinishedAt is null ? (time.GetUtcNow() - started).TotalSeconds : null)) is { } seconds
            ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + "s"
            : "";

    /// <summary>Reads a build.</summary>
    /// <exception cref="ImaginatorException">It is none.</exception>
    public static BuildInfo Read(JsonElement json)
    {
        try
        {
            return json.Deserialize<BuildInfo>(Options)!;
        }
        catch (JsonException e)
        {
            throw new ImaginatorException($"the imaginator describes a build in a way that is not understood: {e.Message}", e);
        }
    }
}

/// <summary>What went into a build.</summary>
internal sealed record BuildInfoInputs(
    string? ManifestUrl, string? ManifestDirectory, string? Branch, string? CommitId, string? SourceImage);

/// <summary>A stage of a build.</summary>
internal sealed record BuildInfoStage(string Name, double? DurationSeconds, string? Detail);
