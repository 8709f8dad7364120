namespace Imaginator.Notifications;

/// <summary>A build of a stream failed. Cancelled and interrupted builds are not failures.</summary>
public sealed record BuildFailed : NotificationEvent
{
    /// <inheritdoc/>
    public override string Name => NotificationEventNames.BuildFailed;

    /// <inheritdoc/>
    public override string Summary => $"The build of {StreamName} failed: {Error}";

    /// <summary>The build.</summary>
    public required NotifiedBuild Build { get; init; }

    /// <summary>The error in one line.</summary>
    public required string Error { get; init; }

    /// <summary>The stage that failed; empty if it is not known.</summary>
    public string Stage { get; init; } = "";
}
