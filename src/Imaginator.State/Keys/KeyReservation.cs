using Imaginator.State.Builds;

namespace Imaginator.State.Keys;

/// <summary>The answer to the reservation of a key. Immutable.</summary>
/// <param name="Outcome">Whether the key is reserved.</param>
/// <param name="Build">The build of a known key; null for none.</param>
/// <param name="Salt">The salt of a known key; empty for none.</param>
/// <param name="Digest">The digest of a known key; empty for none.</param>
public sealed record KeyReservation(KeyOutcome Outcome, BuildId? Build, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Digest);
