using Imaginator.Images;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The objects that an upload is about to transfer.</summary>
/// <param name="Owner">The ID of the upload.</param>
/// <param name="Nonce">Makes each version of the claim unique.</param>
/// <param name="Hashes">The hashes of the objects; empty after the owner has given them up.</param>
internal sealed record Claim(string Owner, string Nonce, IReadOnlyCollection<ObjectHash> Hashes);
