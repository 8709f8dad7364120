using System.Globalization;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
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

    /// <summary>
    /// The means to limit the disk space of builds: not <see cref="BuildDiskMode.Auto"/>. An automatic <see cref="BuildDiskMode.FileSystem"/>
    /// can still become <see cref="BuildDiskMode.None"/>.
    /// </summary>
    internal BuildDiskMode DiskMode => _disks.Mode;

    /// <summary>The consequence and the reason if this machine cannot limit the disk space of builds, as a clause; otherwise null.</summary>
    internal string? DiskGap => _disks.Gap;

    /// <summary>Opens the directory, an absolute path, creates it if it is missing, and removes the workspaces of crashed builds.</summary>
    /// <param name="disk">The limit of the disk space of builds; null for the default.</param>
    /// <param name="hasUserNamespaces">Whether commands of builds are in a user namespace.</param>
    /// <param name="logger">The daemon's log; null for none.</param>
    /// <exception cref="ImaginatorException">The directory or the disk limit cannot be used.</exception>
    public static WorkspaceRoot Open(
        string directory, BuildDiskSettings? disk = null, bool hasUserNamespaces = true, ILogger? logger = null) =>
        Open(
            directory,
            path => BuildDisks.Open(path, disk ?? BuildDiskSettings.Default, hasUserNamespaces, logger ?? NullLogger.Instance));

    /// <inheritdoc cref="Open(string, BuildDiskSettings, bool, ILogger)"/>
    /// <param name="openDisks">Opens the disks of builds in the directory.</param>
    internal static WorkspaceRoot Open(string directory, Func<string, BuildDisks> openDisks)
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

            var root = new WorkspaceRoot(directory, openDisks(directory));
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

    /// <summary>Waits until the disks of ended builds are released.</summary>
    internal Task WhenIdleAsync() => _disks.WhenIdleAsync();

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
