namespace Imaginator.Notifications;

/// <summary>
/// A build of a stream succeeded for the first time after one failed. It is <see cref="BuildSucceeded"/>, too, unless nothing had to be
/// built: a receiver of both events gets the recovery only.
/// </summary>
public sealed record BuildRecovered : NotificationEvent
{
    /// <inheritdoc/>
    public override string Name => NotificationEventNames.BuildRecovered;

    /// <inheritdoc/>
    public override string Summary => $"The build of {StreamName} succeeds again";

    /// <summary>The build.</summary>
    public required NotifiedBuild Build { get; init; }

    /// <summary>The image; empty if the build only returned it to its requestor.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>The id of the last build that failed.</summary>
    public string FailedBuildId { get; init; } = "";
}
