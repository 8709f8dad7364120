using Imaginator.Images;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>An image without its tree, which is an object.</summary>
/// <param name="Nonce">Makes each version of the record unique.</param>
/// <param name="Metadata">The binary form of the metadata.</param>
internal sealed record ImageRecord(
    string Nonce,
    string Name,
    ImageState State,
    DateTimeOffset CreatedOn,
    DateTimeOffset? ExpiresAt,
    ulong TotalDataBytes,
    ObjectHash Tree,
    byte[] Metadata);
