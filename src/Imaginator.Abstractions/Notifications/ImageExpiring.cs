using System.Globalization;

namespace Imaginator.Notifications;

/// <summary>The newest image of a stream expires soon: the stream has no image then, unless a build or an extension comes first.</summary>
public sealed record ImageExpiring : NotificationEvent
{
    /// <inheritdoc/>
    public override string Name => NotificationEventNames.ImageExpiring;

    /// <inheritdoc/>
    public override string Summary => string.Create(
        CultureInfo.InvariantCulture, $"The newest image of {StreamName} expires at {ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    /// <summary>The name of the image.</summary>
    public required string ImageName { get; init; }

    /// <summary>The time when the image expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
