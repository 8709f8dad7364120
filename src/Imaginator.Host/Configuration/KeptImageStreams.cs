namespace Imaginator.Host.Configuration;

/// <summary>Image streams that an earlier run has kept.</summary>
/// <param name="Bytes">The text; it belongs to the caller.</param>
/// <param name="FetchedAt">When it was fetched.</param>
internal sealed record KeptImageStreams(byte[] Bytes, DateTimeOffset FetchedAt);
