using Imaginator.Building.HostTools;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Workspaces;

/// <summary>Limits the disk space of builds as the settings say. Thread-safe.</summary>
internal sealed class BuildDisks
{
    private readonly string _directory;
    private readonly BuildDiskSettings _settings;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Task<FileSystemTemplate>> _templates = [];

    private BuildDisks(string directory, BuildDiskSettings settings, BuildDiskMode mode)
    {
        _directory = directory;
        _settings = settings;
        Mode = mode;
    }

    /// <summary>How limits are enforced: not <see cref="BuildDiskMode.Auto"/>. Builds with a limit of their stream can differ.</summary>
    public BuildDiskMode Mode { get; }

    /// <summary>Detects the features of the file system of a directory.</summary>
    /// <param name="hasUserNamespaces">
    /// Whether commands are in a user namespace. Otherwise, they can assign their files to another project: no quota holds them.
    /// </param>
    /// <param name="toolPath">The directories of the tool that makes file systems, separated by colons; null for those of this machine.</param>
    /// <exception cref="ImaginatorException">The required quotas cannot be enforced, or the required tool is not installed.</exception>
    public static BuildDisks Open(
        string directory, BuildDiskSettings settings, bool hasUserNamespaces, string? toolPath = null)
    {
        var mode = settings.Mode;
        if (mode == BuildDiskMode.FileSystem && ToolSearch.Find(FileSystemTemplate.Tool, toolPath ?? ToolSearch.Standard) is null)
        {
            throw new ImaginatorException(
                "-buildDisk=filesystem is not possible: mke2fs is not installed; install the package e2fsprogs, or use another value of "
                + "-buildDisk");
        }

        if (mode == BuildDiskMode.Quota && !hasUserNamespaces)
        {
            throw new ImaginatorException(
                "-buildDisk=quota is not possible: without user namespaces, builds can leave their project and its quota; correct the "
                + "cause that -userNamespaces=required reports, or use -buildDisk=filesystem");
        }

        if (mode is BuildDiskMode.Auto or BuildDiskMode.Quota)
        {
            using var handle = DirectoryHandle.OpenHost(directory);
            var isEnforced = Environment.IsPrivilegedProcess && ProjectQuota.IsEnforced(handle);
            if (!isEnforced && mode == BuildDiskMode.Quota)
            {
                throw new ImaginatorException(
                    $"-buildDisk=quota is not possible: the file system of {directory} does not enforce project quotas; mount it with "
                    + "the option prjquota (ext4 requires the features quota and project), or use -buildDisk=filesystem");
            }

            mode = isEnforced && hasUserNamespaces ? BuildDiskMode.Quota : BuildDiskMode.None;
        }

        return new BuildDisks(directory, settings, mode);
    }

    /// <summary>Prepares the disk of a build.</summary>
    /// <param name="bytes">The limit of the build; null for that of the settings.</param>
    /// <returns>Makes the disk for an empty workspace; returns null if nothing is limited.</returns>
    public async Task<Func<string, IBuildDisk?>> PrepareAsync(long? bytes, CancellationToken cancellationToken)
    {
        var limit = bytes ?? _settings.Bytes;
        switch (ModeOf(bytes))
        {
            case BuildDiskMode.Quota:
                return workspace => QuotaDisk.Create(workspace, limit);
            case BuildDiskMode.FileSystem:
                var template = await TemplateAsync(limit);
                return workspace =>
                {
                    using var nodes = DirectoryHandle.OpenHost(workspace);
                    return FileSystemDisk.Mount(template.Copy(workspace, cancellationToken), nodes, limit);
                };
            default:
                return _ => null;
        }
    }

    // A limit that somebody has configured is always enforced.
    private BuildDiskMode ModeOf(long? bytes) =>
        bytes is not null && Mode == BuildDiskMode.None && _settings.Mode == BuildDiskMode.Auto ? BuildDiskMode.FileSystem : Mode;

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
