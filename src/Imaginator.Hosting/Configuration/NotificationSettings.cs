using System.Collections.Immutable;

namespace Imaginator.Hosting.Configuration;

/// <summary>The receivers of notifications, and their common settings. Immutable.</summary>
public sealed record NotificationSettings
{
    /// <summary>The time before its expiration at which an image is expiring.</summary>
    public static readonly TimeSpan DefaultExpiringWithin = TimeSpan.FromHours(24);

    /// <summary>No receivers.</summary>
    public static NotificationSettings None { get; } = new();

    /// <summary>The address at which people reach the pages of the daemon, without a slash at its end; null if it is not configured.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>The time before its expiration at which the newest image of a stream is expiring.</summary>
    public TimeSpan ExpiringWithin { get; init; } = DefaultExpiringWithin;

    /// <summary>In the order of the configuration.</summary>
    public ImmutableArray<ReceiverDefinition> Receivers { get; init; } = [];
}
