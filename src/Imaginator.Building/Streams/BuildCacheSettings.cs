namespace Imaginator.Building.Streams;

/// <summary>The cache directories of builds: builds of the same stream share one.</summary>
/// <param name="BaseDirectory">The host directory; the directory of each stream in it is bound writable into builds.</param>
/// <param name="MountPoint">The path of the bind mount inside a build; an absolute path.</param>
/// <param name="SizeLimit">The maximum size after a build, in bytes; the oldest files are removed first; 0 for no limit.</param>
public sealed record BuildCacheSettings(string BaseDirectory, string MountPoint, long SizeLimit);
