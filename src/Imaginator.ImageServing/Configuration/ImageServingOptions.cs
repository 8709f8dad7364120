namespace Imaginator.ImageServing.Configuration;

/// <summary>What callers of the image server may do.</summary>
internal sealed record ImageServingOptions
{
    /// <summary>Whether everyone may read images, without a certificate.</summary>
    public bool AllowUnauthenticatedReads { get; init; }

    /// <summary>Whether everyone with a user name may add objects.</summary>
    public bool AllowPublicAddObjects { get; init; }

    /// <summary>Whether everyone with a user name may ask for the sizes of objects.</summary>
    public bool AllowPublicCheckObjects { get; init; }

    /// <summary>Whether everyone with a user name may read objects.</summary>
    public bool AllowPublicGetObjects { get; init; }

    /// <summary>How far ahead callers may set the expiration of an image.</summary>
    public TimeSpan MaximumExpiration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How far ahead callers with method access may set it, other than to never.</summary>
    public TimeSpan MaximumExpirationPrivileged { get; init; } = TimeSpan.FromHours(730);
}
