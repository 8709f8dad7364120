using Imaginator.Hosting.Flags;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Builds;

/// <summary>The directory of all state: the store, workspaces of builds, mirrors of manifests.</summary>
public static class StateDirectory
{
    private const uint ReadableByAll = 0x1ED; // 0755

    /// <summary>Makes the directory where it is missing. To be called before anything in it is opened.</summary>
    /// <param name="flags">Name the directory.</param>
    /// <returns>Its absolute path.</returns>
    /// <exception cref="ImaginatorException">It cannot be made, or is no directory.</exception>
    public static string Make(FlagValues flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        var path = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory));
        try
        {
            Make(path);
            return path;
        }
        catch (LinuxException e)
        {
            throw new ImaginatorException(
                $"cannot use the state directory {path}: {e.Clause()}. Choose another with -{SharedFlags.StateDirectory.Name}.", e);
        }
    }

    private static void Make(string path)
    {
        try
        {
            DirectoryHandle.OpenHost(path).Dispose();
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT && Path.GetDirectoryName(path) is { } parentPath)
        {
            Make(parentPath);
            using var parent = DirectoryHandle.OpenHost(parentPath);
            parent.MakeDirectory(Path.GetFileName(path), ReadableByAll);
        }
    }
}
