using Imaginator.Building.Streams;

namespace Imaginator.Building.Stages;

/// <summary>The cache directory of a stream on this machine: made before a build.</summary>
internal static class BuildCache
{
    /// <summary>Makes the directory of a stream where missing.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static string Prepare(BuildCacheSettings settings, string streamName)
    {
        var path = DirectoryOf(settings, streamName);
        Directory.CreateDirectory(path);
        return path;
    }

    private static string DirectoryOf(BuildCacheSettings settings, string streamName) =>
        Path.Combine(settings.BaseDirectory, streamName);
}
