using Imaginator.Linux;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.SourceTrees;

/// <summary>Frees the disk space of cached trees when space is scarce: they can be unpacked again.</summary>
public static class CacheRelief
{
    // Less than the size of any tree.
    private const long Nothing = -1;

    /// <summary>Removes all trees that no build uses. Works on a full disk.</summary>
    /// <param name="path">The directory of the cache; one that is missing has no trees.</param>
    /// <param name="logger">Receives failures.</param>
    public static void Run(string path, ILogger logger)
    {
        try
        {
            if (Directory.Exists(path))
            {
                using var directory = CacheDirectory.Open(path);
                new CacheTrimmer(directory, Nothing, logger).Trim();
            }
        }
        catch (LinuxException e) when (e.Error == Errno.EROFS)
        {
            // Nothing can be removed from a read-only file system, which is reported elsewhere.
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SourceTreeLog.BackgroundWorkFailed(logger, path, e.Message);
        }
    }
}
