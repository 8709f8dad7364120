using Imaginator.Plugins.S3.Formats;

namespace Imaginator.Plugins.S3.Claims;

/// <summary>A claim that this program has read or written.</summary>
/// <param name="Tag">The entity tag of its version.</param>
/// <param name="ModifiedAt">The time of its last write, by the clock of the server: its lease begins then.</param>
/// <param name="Claim">The claim.</param>
internal sealed record KnownClaim(string Tag, DateTimeOffset ModifiedAt, Claim Claim);
