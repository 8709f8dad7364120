namespace Imaginator.Notifications;

/// <summary>A build that an event is about. Immutable.</summary>
public sealed record NotifiedBuild
{
    /// <summary>The id of the build, as pages and commands show it.</summary>
    public required string Id { get; init; }

    /// <summary>The user or program that requested the build.</summary>
    public string Requestor { get; init; } = "";

    /// <summary>The start of the build; null if it is not known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The end of the build; null if it is not known.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The URL of the manifest as configured, with variables not expanded; empty for a bootstrap stream.</summary>
    public string ManifestUrl { get; init; } = "";

    /// <summary>The branch or tag of the manifest; empty if there is none.</summary>
    public string Branch { get; init; } = "";

    /// <summary>The commit of the manifest in hexadecimal; empty if it is not known, or if the manifest has no revisions.</summary>
    public string CommitId { get; init; } = "";
}
