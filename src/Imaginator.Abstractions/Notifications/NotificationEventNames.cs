using System.Collections.Immutable;

namespace Imaginator.Notifications;

/// <summary>The names of the kinds of events, as configuration files spell them.</summary>
public static class NotificationEventNames
{
    /// <summary>The name of <see cref="Notifications.BuildFailed"/>.</summary>
    public const string BuildFailed = "build-failed";

    /// <summary>The name of <see cref="Notifications.BuildRecovered"/>.</summary>
    public const string BuildRecovered = "build-recovered";

    /// <summary>The name of <see cref="Notifications.BuildSucceeded"/>.</summary>
    public const string BuildSucceeded = "build-succeeded";

    /// <summary>The name of <see cref="Notifications.ImagePublished"/>.</summary>
    public const string ImagePublished = "image-published";

    /// <summary>The name of <see cref="Notifications.ImageExpiring"/>.</summary>
    public const string ImageExpiring = "image-expiring";

    /// <summary>The name of <see cref="Notifications.WorkerLost"/>.</summary>
    public const string WorkerLost = "worker-lost";

    /// <summary>All names, in the order of the documentation. Later versions can have more.</summary>
    public static ImmutableArray<string> All { get; } =
        [BuildFailed, BuildRecovered, BuildSucceeded, ImagePublished, ImageExpiring, WorkerLost];
}
