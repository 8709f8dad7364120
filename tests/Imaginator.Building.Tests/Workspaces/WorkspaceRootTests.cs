using Imaginator.Building.Tests.Trees;
using Imaginator.Building.Workspaces;

namespace Imaginator.Building.Tests.Workspaces;

public sealed class WorkspaceRootTests : IDisposable
{
    private readonly TestTree _tree = new();

    private string Builds => _tree["builds"];

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Opening_RemovesWhatCrashesHaveLeft_ButNotWhatIsUsed()
    {
        using var used = WorkspaceRoot.Open(Builds).Create();
        _tree.File("builds/build-1-abandoned/lock").File("builds/build-1-abandoned/tree/etc/passwd");
        _tree.Make("builds/build-2-not-yet-locked");

        WorkspaceRoot.Open(Builds);

        Assert.Equal([used.Path], Directory.GetDirectories(Builds));
    }

    [Fact]
    public void Disposing_RemovesEverything()
    {
        var workspace = WorkspaceRoot.Open(Builds).Create();
        _tree.File(Path.GetRelativePath(_tree.Path, workspace.TreePath) + "/etc/passwd");
        workspace.Dispose();
        Assert.Empty(Directory.GetDirectories(Builds));
    }

    [Fact]
    public void FailedDisk_LeavesNothing()
    {
        Directory.CreateDirectory(Builds);

        var exception = Assert.Throws<ImaginatorException>(() => Workspace.Create(Path.Combine(Builds, "build-1-failed"), path =>
        {
            File.WriteAllText(Path.Combine(path, "node"), "x");
            throw new ImaginatorException("no loop device");
        }));

        Assert.Equal("no loop device", exception.Message);
        Assert.Empty(Directory.GetFileSystemEntries(Builds));
    }

    /// <summary>Another process that starts must not take a workspace for abandoned while it is made or removed.</summary>
    [Fact]
    public async Task MakingAndRemoving_WhileOthersStart_DisturbsNobody()
    {
        var root = WorkspaceRoot.Open(Builds);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                if (worker % 2 == 0)
                {
                    using var workspace = root.Create();
                    File.WriteAllText(workspace.LogPath, "x");
                }
                else
                {
                    WorkspaceRoot.Open(Builds);
                }
            }
        })));
        Assert.Empty(Directory.GetDirectories(Builds));
    }
}
