using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>
/// Removes files of other types from the paths of a mirror. The cache directory belongs to the plugin, and all its contents can be fetched
/// again.
/// </summary>
internal static class ForeignFile
{
    /// <summary>Removes a directory, a link, a FIFO or anything else with the path of a file.</summary>
    public static void RemoveUnlessFile(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }
        else if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (HostFiles.TryGetStatus(path) is { Type: not FileType.Regular })
        {
            // The class library waits for the reader of a FIFO.
            File.Delete(path);
        }
    }

    /// <summary>Removes a directory, or a file or link with its path.</summary>
    public static void RemoveAny(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            // Also a link that leads nowhere; nothing happens if nothing has the path.
            File.Delete(path);
        }
    }
}
