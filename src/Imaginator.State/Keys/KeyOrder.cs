namespace Imaginator.State.Keys;

/// <summary>An order with an idempotency key. Immutable.</summary>
/// <param name="Caller">The caller that chose the key.</param>
/// <param name="Key">The key.</param>
/// <param name="Reservation">Recognizes a repeated call.</param>
/// <param name="Salt">Random bytes.</param>
/// <param name="Digest">The digest of the salt and the order, which can contain secrets.</param>
public sealed record KeyOrder(string Caller, string Key, Guid Reservation, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Digest);
