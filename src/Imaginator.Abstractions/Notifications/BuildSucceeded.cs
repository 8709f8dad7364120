namespace Imaginator.Notifications;

/// <summary>A build of a stream made an image. Builds that find that nothing has changed do not count.</summary>
public sealed record BuildSucceeded : NotificationEvent
{
    /// <inheritdoc/>
    public override string Name => NotificationEventNames.BuildSucceeded;

    /// <inheritdoc/>
    public override string Summary => $"The build of {StreamName} succeeded";

    /// <summary>The build.</summary>
    public required NotifiedBuild Build { get; init; }

    /// <summary>The image; empty if the build only returned it to its requestor.</summary>
    public string ImageName { get; init; } = "";
}
