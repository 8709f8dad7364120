using System.Globalization;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The directory that holds a workspace for each running build, of this process and of others. A workspace is locked
/// while its build runs; one that nobody holds was left by a crash and is removed by whoever comes next.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class WorkspaceRoot
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _directory;

    private WorkspaceRoot(string directory) => _directory = directory;

    /// <summary>Opens the directory, creating it where missing, and removes what crashed builds have left in it.</summary>
    /// <param name="directory">Its absolute path on this machine.</param>
    /// <returns>The directory.</returns>
    /// <exception cref="ImaginatorException">It cannot be created or written to.</exception>
    public static WorkspaceRoot Open(string directory)
    {
        try
        {
            // Trees under construction hold set-uid programs: nobody else may get at them.
            Directory.CreateDirectory(directory, OwnerOnly);
            // ext4 is slow for minutes where a tree has just been deleted: each workspace gets a place of its own.
            using (var handle = DirectoryHandle.OpenHost(directory))
            {
                DirectoryPlacement.TrySpreadSubdirectories(handle);
            }

            var root = new WorkspaceRoot(directory);
            root.RemoveAbandoned();
            return root;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use {directory} for builds: {e.Clause()}. Choose another directory with -stateDir.", e);
        }
    }

    /// <summary>Makes a workspace for one build.</summary>
    /// <returns>The workspace; disposing of it removes it with everything in it.</returns>
    internal Workspace Create()
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"build-{Environment.ProcessId}-{Guid.NewGuid():N}");
        using var held = LockRoot();
        return Workspace.Create(Path.Combine(_directory, name));
    }

    /// <summary>
    /// Held while a workspace is made or found abandoned: between making its directory and locking it, a workspace looks
    /// like one that a crash has left.
    /// </summary>
    private SafeFileHandle LockRoot()
    {
        using var handle = DirectoryHandle.OpenHost(_directory);
        return LockFile.Take(handle, "lock");
    }

    private void RemoveAbandoned()
    {
        foreach (var path in Directory.EnumerateDirectories(_directory, "build-*"))
        {
            Workspace? abandoned;
            using (LockRoot())
            {
                abandoned = Workspace.TryTakeOver(path);
            }

            abandoned?.Dispose();
        }
    }
}
