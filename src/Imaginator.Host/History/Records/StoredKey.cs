using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.History.Records;

/// <summary>An idempotency key with its build. Immutable.</summary>
/// <param name="Caller">The caller that chose the key.</param>
/// <param name="Key">The key.</param>
/// <param name="Build">The build; null if the daemon ended while it started the build.</param>
/// <param name="Salt">Random bytes.</param>
/// <param name="Digest">The digest of the salt and the order, which can contain secrets.</param>
/// <param name="CreatedAt">The time of the first order.</param>
internal sealed record StoredKey(
    string Caller, string Key, BuildId? Build, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Digest, DateTimeOffset CreatedAt);
