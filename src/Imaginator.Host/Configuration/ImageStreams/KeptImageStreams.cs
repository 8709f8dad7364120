namespace Imaginator.Host.Configuration.ImageStreams;

/// <summary>Image streams that an earlier run kept, and the time of their fetch. The bytes belong to the receiver.</summary>
internal sealed record KeptImageStreams(byte[] Bytes, DateTimeOffset FetchedAt);
