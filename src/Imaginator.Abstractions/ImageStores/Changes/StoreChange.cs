namespace Imaginator.ImageStores.Changes;

/// <summary>A change of the images or directories of a store.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Name">The image or directory; empty for the top directory and for <see cref="StoreChangeKind.StateComplete"/>.</param>
public sealed record StoreChange(StoreChangeKind Kind, string Name)
{
    /// <summary>When the image expires, or was to expire; null for never, and for directories.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The group that owns the directory; empty for nobody, and for images.</summary>
    public string OwnerGroup { get; init; } = "";
}
