using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Permissions;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Builds;

/// <summary>The directory of all state: the image store, workspaces of builds, cached manifests.</summary>
public static class StateDirectory
{
    /// <summary>Creates the directory if it does not exist, and returns its absolute path.</summary>
    public static string Create(FlagValues flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        var path = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory));
        try
        {
            Create(path);
            return FileTrust.FindPublicWriter(path) is { } fault
                ? throw new ImaginatorException($"the state directory \"{path}\" is not used: {fault}")
                : path;
        }
        catch (LinuxException e)
        {
            throw new ImaginatorException(
                $"cannot use the state directory \"{path}\": {e.Clause()}; choose another directory with -{SharedFlags.StateDirectory.Name}", e);
        }
    }

    private static void Create(string path)
    {
        try
        {
            DirectoryHandle.OpenHost(path).Dispose();
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT && Path.GetDirectoryName(path) is { } parentPath)
        {
            Create(parentPath);
            using var parent = DirectoryHandle.OpenHost(parentPath);
            parent.MakeDirectory(Path.GetFileName(path), FileModes.Mode0755);
        }
    }
}
