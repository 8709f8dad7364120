using Imaginator.Images;

namespace Imaginator.Plugins.S3.Claims;

/// <summary>The result of a claim.</summary>
/// <param name="Owned">The objects that the caller must transfer now.</param>
/// <param name="Present">The objects that the store has.</param>
/// <param name="Deferred">The objects that another upload transfers.</param>
/// <param name="Key">The key of the claim; null if the caller owns no object.</param>
internal sealed record ClaimedBatch(
    IReadOnlySet<ObjectHash> Owned, IReadOnlySet<ObjectHash> Present, IReadOnlySet<ObjectHash> Deferred, string? Key);
