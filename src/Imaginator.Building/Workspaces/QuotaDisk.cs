using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Workspaces;

/// <summary>A workspace as a project of its file system, with a quota.</summary>
internal sealed class QuotaDisk : IBuildDisk
{
    // A file uses at least this space on average; empty ones count too.
    private const long BytesPerFile = 4096;
    private const long MinimumFiles = 100_000;

    private readonly string _directory;
    private readonly uint _project;

    private QuotaDisk(string directory, uint project, long limit)
    {
        _directory = directory;
        _project = project;
        Limit = limit;
    }

    public string? ContentPath => null;

    public long Limit { get; }

    public long BytesElsewhere => 0;

    /// <summary>Gives an empty workspace a quota. The caller holds the lock of its parent directory.</summary>
    public static QuotaDisk Create(string workspace, long limit)
    {
        var parent = Path.GetDirectoryName(workspace)!;
        var project = ProjectNumbers.Take(parent);
        using var directory = DirectoryHandle.OpenHost(workspace);
        ProjectQuota.SetLimits(directory, project, limit, Math.Max(limit / BytesPerFile, MinimumFiles));
        ProjectQuota.Assign(directory, project);
        return new QuotaDisk(parent, project, limit);
    }

    // The file system of the store reports lost data when an image is published.
    public void CheckContents()
    {
    }

    /// <summary>Removes the limits. Files that became part of the store keep the number of the project, which is not used again.</summary>
    public void Dispose()
    {
        using var directory = DirectoryHandle.OpenHost(_directory);
        ProjectQuota.SetLimits(directory, _project, 0, 0);
    }
}
