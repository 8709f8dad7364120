using System.Globalization;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The directory of the workspaces of all running builds, of this process and of others. A workspace is locked while its
/// build runs; an unlocked workspace was left behind by a crash, and the next process removes it.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class WorkspaceRoot
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _directory;
    private readonly BuildDisks _disks;

    private WorkspaceRoot(string directory, BuildDisks disks)
    {
        _directory = directory;
        _disks = disks;
    }

    /// <summary>The means to limit the disk space of builds: not <see cref="BuildDiskMode.Auto"/>.</summary>
    public BuildDiskMode DiskMode => _disks.Mode;

    /// <summary>Opens the directory, an absolute path, creates it if it is missing, and removes the workspaces of crashed builds.</summary>
    /// <param name="disk">The limit of the disk space of builds; null for the default.</param>
    /// <param name="hasUserNamespaces">Whether commands of builds are in a user namespace.</param>
    public static WorkspaceRoot Open(string directory, BuildDiskSettings? disk = null, bool hasUserNamespaces = true)
    {
        try
        {
            // Unfinished trees contain set-uid programs: other users must not have access.
            Directory.CreateDirectory(directory, OwnerOnly);
            // Ext4 is slow for minutes near a deleted tree: the workspaces are spread over the disk.
            using (var handle = DirectoryHandle.OpenHost(directory))
            {
                DirectoryPlacement.TrySpreadSubdirectories(handle);
            }

            var root = new WorkspaceRoot(directory, BuildDisks.Open(directory, disk ?? BuildDiskSettings.Default, hasUserNamespaces));
            root.RemoveAbandoned();
            return root;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use {directory} for builds: {e.Clause()}; choose another directory with -stateDir", e);
        }
    }

    /// <summary>Makes a workspace without a limit of its disk space. Disposing of it removes it with everything in it.</summary>
    internal Workspace Create() => Create(_ => null);

    /// <summary>Makes a workspace for one build, with a limit of its disk space where limits are enforced.</summary>
    /// <param name="diskBytes">The limit in bytes; null for that of the site.</param>
    internal async Task<Workspace> CreateLimitedAsync(long? diskBytes, CancellationToken cancellationToken) =>
        Create(await _disks.PrepareAsync(diskBytes, cancellationToken));

    private Workspace Create(Func<string, IBuildDisk?> makeDisk)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"build-{Environment.ProcessId}-{Guid.NewGuid():N}");
        using var held = LockRoot();
        return Workspace.Create(Path.Combine(_directory, name), makeDisk);
    }

    /// <summary>
    /// Held while a workspace is made or checked: between the creation of its directory and its lock, a workspace looks like one
    /// that a crash left behind.
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
