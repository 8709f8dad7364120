using System.Diagnostics;
using System.Globalization;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Sandboxing.ControlGroups;

/// <summary>Real groups of version 2, which need not have controllers for this.</summary>
public sealed class DelegatedGroupTests : IDisposable
{
    private readonly string _group = Path.Combine(
        new[] { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" }.First(root => File.Exists(Path.Combine(root, "cgroup.procs"))),
        "imaginator-test-" + Guid.NewGuid().ToString("N"));

    private readonly Process _process = Process.Start("sleep", "600");

    public DelegatedGroupTests()
    {
        Directory.CreateDirectory(_group);
        File.WriteAllText(Path.Combine(_group, "cgroup.procs"), Id);
    }

    private string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

    private string Leaf => Path.Combine(_group, DelegatedGroup.Leaf);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        foreach (var directory in new[] { Leaf, _group }.Where(Directory.Exists))
        {
            Directory.Delete(directory);
        }
    }

    [Theory]
    [InlineData("trusted.delegate")]
    [InlineData("user.delegate")]
    public void DelegatedGroup_IsLeftForAGroupBelowIt(string mark)
    {
        using (var group = DirectoryHandle.OpenHost(_group))
        {
            group.SetExtendedAttribute(new ExtendedAttribute(mark, "1"u8.ToArray()));
        }

        Assert.Equal(_group, DelegatedGroup.Leave(_group));
        Assert.Empty(File.ReadAllLines(Path.Combine(_group, "cgroup.procs")));
        Assert.Equal([Id], File.ReadAllLines(Path.Combine(Leaf, "cgroup.procs")));

        // Who looks again finds itself in the leaf.
        Assert.Equal(_group, DelegatedGroup.Leave(Leaf));
    }

    [Fact]
    public void OtherGroup_IsLeftAlone()
    {
        Assert.Equal(_group, DelegatedGroup.Leave(_group));
        Assert.Equal([Id], File.ReadAllLines(Path.Combine(_group, "cgroup.procs")));
        Assert.False(Directory.Exists(Leaf));
    }
}
