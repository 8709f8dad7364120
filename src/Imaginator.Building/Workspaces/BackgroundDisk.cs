namespace Imaginator.Building.Workspaces;

/// <summary>A disk whose disposal returns before it is released.</summary>
internal sealed class BackgroundDisk(IBuildDisk disk, DiskReleases releases) : IBuildDisk
{
    public string? ContentPath => disk.ContentPath;

    public long Limit => disk.Limit;

    public long BytesElsewhere => disk.BytesElsewhere;

    public void CheckContents() => disk.CheckContents();

    public void Dispose() => releases.Release(disk);
}
