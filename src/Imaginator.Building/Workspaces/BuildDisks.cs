using Imaginator.Building.HostTools;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Workspaces;

/// <summary>Limits the disk space of builds as the settings say. Thread-safe.</summary>
/// <remarks>
/// Only the first build shows whether this machine can mount a file system for it: commands that build nothing, and the start of the
/// daemon, do not try.
/// </remarks>
internal sealed class BuildDisks
{
    // Each holds the space of an ended build for about 0.1 s.
    private const int MaximumReleases = 4;

    private readonly string _directory;
    private readonly BuildDiskSettings _settings;
    private readonly BuildDiskMode _mode;
    private readonly Func<FileStream, DirectoryHandle, long, IBuildDisk> _mount;
    private readonly ILogger _logger;
    private readonly DiskReleases _releases;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Task<FileSystemTemplate>> _templates = [];
    private volatile bool _hasMounted;
    private volatile string? _gap;

    private BuildDisks(
        string directory,
        BuildDiskSettings settings,
        BuildDiskMode mode,
        ILogger logger,
        Func<FileStream, DirectoryHandle, long, IBuildDisk> mount)
    {
        _directory = directory;
        _settings = settings;
        _mode = mode;
        _logger = logger;
        _mount = mount;
        _releases = new DiskReleases(MaximumReleases, e => WorkspaceLog.DiskNotReleased(logger, e.Message));
    }

    /// <summary>
    /// How limits are enforced: not <see cref="BuildDiskMode.Auto"/>. Builds with a limit of their stream can differ. An automatic
    /// <see cref="BuildDiskMode.FileSystem"/> becomes <see cref="BuildDiskMode.None"/> if the first build finds that it is not possible.
    /// </summary>
    public BuildDiskMode Mode => _gap is null ? _mode : BuildDiskMode.None;

    /// <summary>The consequence and the reason if this machine cannot limit the disk space of builds, as a clause; otherwise null.</summary>
    public string? Gap => _gap;

    /// <summary>Detects the features of the file system of a directory.</summary>
    /// <param name="hasUserNamespaces">
    /// Whether commands are in a user namespace. Otherwise, they can assign their files to another project: no quota holds them.
    /// </param>
    /// <param name="logger">The daemon's log.</param>
    /// <param name="toolPath">The directories of the tool that makes file systems, separated by colons; null for those of this machine.</param>
    /// <param name="mount">Mounts a file system; null for <see cref="FileSystemDisk.Mount"/>.</param>
    /// <exception cref="ImaginatorException">The required quotas cannot be enforced, or the required tool is not installed.</exception>
    public static BuildDisks Open(
        string directory,
        BuildDiskSettings settings,
        bool hasUserNamespaces,
        ILogger logger,
        string? toolPath = null,
        Func<FileStream, DirectoryHandle, long, IBuildDisk>? mount = null)
    {
        var hasTool = ToolSearch.Find(FileSystemTemplate.Tool, toolPath ?? ToolSearch.Standard) is not null;
        if (settings.Mode == BuildDiskMode.FileSystem && !hasTool)
        {
            throw new ImaginatorException(
                "-buildDisk=filesystem is not possible: mke2fs is not installed; install the package e2fsprogs, or use another value of "
                + "-buildDisk");
        }

        if (settings.Mode == BuildDiskMode.Quota)
        {
            RequireQuotas(directory, hasUserNamespaces);
        }

        if (settings.Mode != BuildDiskMode.Auto)
        {
            return new BuildDisks(directory, settings, settings.Mode, logger, mount ?? FileSystemDisk.Mount);
        }

        var mode = hasUserNamespaces && HasQuotas(directory) ? BuildDiskMode.Quota : BuildDiskMode.FileSystem;
        var disks = new BuildDisks(directory, settings, mode, logger, mount ?? FileSystemDisk.Mount);
        if (mode == BuildDiskMode.FileSystem && FindObstacle(hasTool) is { } obstacle)
        {
            disks.GiveUp(obstacle);
        }

        return disks;
    }

    /// <summary>Prepares the disk of a build.</summary>
    /// <param name="bytes">The limit of the build; null for that of the settings.</param>
    /// <returns>Makes the disk for an empty workspace; returns null if nothing is limited.</returns>
    /// <exception cref="ImaginatorException">The disk cannot be made.</exception>
    public async Task<Func<string, IBuildDisk?>> PrepareAsync(long? bytes, CancellationToken cancellationToken)
    {
        // A limit in the configuration is always enforced.
        var isOptional = bytes is null && _settings.Mode == BuildDiskMode.Auto;
        var limit = bytes ?? _settings.Bytes;
        switch (isOptional ? Mode : _mode)
        {
            case BuildDiskMode.Quota:
                return workspace => QuotaDisk.Create(workspace, limit);
            case BuildDiskMode.FileSystem:
                return await PrepareFileSystemAsync(limit, isOptional, cancellationToken);
            default:
                return _ => null;
        }
    }

    /// <summary>Waits until the disks of ended builds are released.</summary>
    public Task WhenIdleAsync() => _releases.WhenIdleAsync();

    private static void RequireQuotas(string directory, bool hasUserNamespaces)
    {
        if (!hasUserNamespaces)
        {
            throw new ImaginatorException(
                "-buildDisk=quota is not possible: without user namespaces, builds can leave their project and its quota; correct the "
                + "cause that -userNamespaces=required reports, or use -buildDisk=filesystem");
        }

        if (!HasQuotas(directory))
        {
            throw new ImaginatorException(
                $"-buildDisk=quota is not possible: the file system of {directory} does not enforce project quotas; mount it with "
                + "the option prjquota (ext4 requires the features quota and project), or use -buildDisk=filesystem");
        }
    }

    private static bool HasQuotas(string directory)
    {
        using var handle = DirectoryHandle.OpenHost(directory);
        return Environment.IsPrivilegedProcess && ProjectQuota.IsEnforced(handle);
    }

    // Why a file system cannot be mounted, as far as that is known without an attempt.
    private static string? FindObstacle(bool hasTool)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "mounting requires root";
        }

        return hasTool ? null : "mke2fs is not installed; install the package e2fsprogs, or use -buildDisk=none";
    }

    private async Task<Func<string, IBuildDisk?>> PrepareFileSystemAsync(
        long limit, bool isOptional, CancellationToken cancellationToken)
    {
        try
        {
            var template = await TemplateAsync(limit);
            return workspace => Mount(template, workspace, limit, isOptional, cancellationToken);
        }
        catch (Exception e) when (e is ImaginatorException or IOException or UnauthorizedAccessException)
        {
            GoWithout(e, isOptional);
            return _ => null;
        }
    }

    private BackgroundDisk? Mount(
        FileSystemTemplate template, string workspace, long limit, bool isOptional, CancellationToken cancellationToken)
    {
        try
        {
            using var nodes = DirectoryHandle.OpenHost(workspace);
            var disk = _mount(template.Copy(workspace, cancellationToken), nodes, limit);
            _hasMounted = true;
            return new BackgroundDisk(disk, _releases);
        }
        catch (Exception e) when (e is ImaginatorException or IOException or UnauthorizedAccessException)
        {
            GoWithout(e, isOptional);
            return null;
        }
    }

    // Returns if the build can continue without a limit. A failure on a machine that can do it is a failure of the build: builds must
    // not be able to cause that others have no limit.
    private void GoWithout(Exception cause, bool isOptional)
    {
        var failure = cause as ImaginatorException ?? Explain(cause);
        if (!isOptional || _hasMounted || IsShortage(ErrorOf(cause)))
        {
            throw failure;
        }

        GiveUp(failure.Clause());
    }

    private void GiveUp(string reason)
    {
        lock (_lock)
        {
            if (_gap is null)
            {
                _gap = $"the disk space of builds is not limited: {reason}";
                WorkspaceLog.DisksNotLimited(_logger, reason);
            }
        }
    }

    private static ImaginatorException Explain(Exception cause) => new(
        $"cannot mount a file system for a build: {cause.Clause()}; "
        + (ErrorOf(cause).IsDiskFull()
            ? "free disk space or choose another -stateDir"
            : "permit this process to use loop devices and to mount ext4, or use -buildDisk=none"),
        cause);

    // The result of .NET's own exceptions is the error number, too.
    private static Errno ErrorOf(Exception cause) => (Errno)cause.HResult;

    // Says nothing about the features of the machine.
    private static bool IsShortage(Errno error) =>
        error.IsDiskFull() || error is Errno.ENOMEM or Errno.EMFILE or Errno.ENFILE or Errno.EBUSY;

    // Made once for each limit; a failure is not remembered.
    private Task<FileSystemTemplate> TemplateAsync(long limit)
    {
        lock (_lock)
        {
            if (!_templates.TryGetValue(limit, out var template) || template.IsFaulted)
            {
                _templates[limit] = template = FileSystemTemplate.MakeAsync(_directory, limit, CancellationToken.None);
            }

            return template;
        }
    }
}
