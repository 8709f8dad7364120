namespace Imaginator.Building.Streams;

/// <summary>A directory that builds of one stream find again the next time.</summary>
/// <param name="BaseDirectory">The host directory; <c>BaseDirectory/STREAM</c> is bound writable into builds.</param>
/// <param name="MountPoint">Where it is bound inside a build; an absolute path.</param>
/// <param name="SizeLimit">What it is trimmed to after a build, oldest files first, in bytes; 0 for no limit.</param>
public sealed record BuildCacheSettings(string BaseDirectory, string MountPoint, long SizeLimit);
