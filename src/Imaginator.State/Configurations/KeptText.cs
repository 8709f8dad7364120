namespace Imaginator.State.Configurations;

/// <summary>The last text of a source of the configuration. Immutable.</summary>
public sealed record KeptText(ReadOnlyMemory<byte> Text, DateTimeOffset FetchedAt);
