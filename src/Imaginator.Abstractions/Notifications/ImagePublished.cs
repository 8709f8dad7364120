namespace Imaginator.Notifications;

/// <summary>A build added an image to the image store.</summary>
public sealed record ImagePublished : NotificationEvent
{
    /// <inheritdoc/>
    public override string Name => NotificationEventNames.ImagePublished;

    /// <inheritdoc/>
    public override string Summary => $"The image {ImageName} was published";

    /// <summary>The build that made the image.</summary>
    public required NotifiedBuild Build { get; init; }

    /// <summary>The name of the image.</summary>
    public required string ImageName { get; init; }

    /// <summary>The time when the image expires; null if it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The total size of the regular files in bytes.</summary>
    public ulong TotalBytes { get; init; }
}
