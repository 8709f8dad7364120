using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Storage;

public sealed class ProjectQuotaTests : IDisposable
{
    private readonly TemporaryDirectory _path = new();

    public void Dispose() => _path.Dispose();

    [Fact]
    public void FileSystemsWithoutQuotas_AreFoundOut()
    {
        using var directory = DirectoryHandle.OpenHost(Directory.Exists("/dev/shm") ? "/dev/shm" : "/proc");

        Assert.False(ProjectQuota.IsEnforced(directory));
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/dev/shm")]
    public void DirectoriesOfFileSystemsWithoutQuotas_HaveNoProject(string path)
    {
        Assert.SkipUnless(Directory.Exists(path), $"{path} does not exist");
        using var directory = DirectoryHandle.OpenHost(path);

        Assert.True(ProjectQuota.TryGetProject(directory) is null or 0);
    }

    [Fact]
    public void WhereQuotasAreEnforced_ABuildEndsAtItsLimit()
    {
        using var directory = DirectoryHandle.OpenHost(_path.FullName);
        Assert.SkipUnless(ProjectQuota.IsEnforced(directory), "the file system of the temporary directory has no project quotas");
        const uint Project = 123_456_789;
        directory.MakeDirectory("build", 0x1C0);
        using var build = directory.OpenDirectory("build");
        ProjectQuota.SetLimits(build, Project, 1024 * 1024, 100);
        ProjectQuota.Assign(build, Project);
        Assert.Equal(Project, ProjectQuota.TryGetProject(build));

        using var file = build.CreateFile("file", 0x180);
        var exception = Assert.Throws<IOException>(() => RandomAccess.Write(file, new byte[2 * 1024 * 1024], 0));

        Assert.True(((Errno)exception.HResult).IsDiskFull());
        ProjectQuota.SetLimits(build, Project, 0, 0);
    }
}
