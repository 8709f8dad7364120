namespace Imaginator.ImageServing.Configuration;

/// <summary>Permissions of the clients of the image store.</summary>
internal sealed record ImageServingOptions
{
    /// <summary>Whether reading images requires no certificate.</summary>
    public bool AllowUnauthenticatedReads { get; init; }

    /// <summary>Whether all callers with a user name can add objects.</summary>
    public bool AllowPublicAddObjects { get; init; }

    /// <summary>Whether all callers with a user name can query the sizes of objects.</summary>
    public bool AllowPublicCheckObjects { get; init; }

    /// <summary>Whether all callers with a user name can read objects.</summary>
    public bool AllowPublicGetObjects { get; init; }

    /// <summary>The maximum time until the expiration that a caller can set.</summary>
    public TimeSpan MaximumExpiration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The maximum time until the expiration that a caller with method access can set; such a caller can also remove it.</summary>
    public TimeSpan MaximumExpirationPrivileged { get; init; } = TimeSpan.FromHours(730);
}
