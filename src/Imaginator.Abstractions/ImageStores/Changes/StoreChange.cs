namespace Imaginator.ImageStores.Changes;

/// <summary>A change of an image or a directory of a store.</summary>
/// <param name="Kind">The kind of the change.</param>
/// <param name="Name">The image or directory. Empty for the top directory and for <see cref="StoreChangeKind.StateComplete"/>.</param>
public sealed record StoreChange(StoreChangeKind Kind, string Name)
{
    /// <summary>
    /// The time when the image expires or, for a removed image, would have expired. Null for an image that never expires,
    /// and for directories.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The group that owns the directory. Empty for a directory without an owner, and for images.</summary>
    public string OwnerGroup { get; init; } = "";
}
