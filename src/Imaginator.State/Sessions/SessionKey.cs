namespace Imaginator.State.Sessions;

/// <summary>A key of sessions. Immutable.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="Content">The key, sealed where other programs can read the store.</param>
public sealed record SessionKey(string Name, ReadOnlyMemory<byte> Content);
