using Imaginator.Linux.Storage;

namespace Imaginator.Building.Workspaces;

/// <summary>Which build is stopped when the disk is nearly full.</summary>
public sealed class DiskResourceTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, long> _sizes = [];
    private readonly DiskResource _resource = DiskResource.Bytes();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void BuildThatReservesAllSpaceAtOnce_IsStopped_AndNotTheOneThatGrowsSlowly()
    {
        var (hostile, honest) = (Build("hostile"), Build("honest"));
        Check(9_000, hostile, honest);

        // Between two checks.
        Grow("honest", 1);
        Grow("hostile", 8_999);
        Check(0, hostile, honest);

        Assert.NotNull(hostile.Reason);
        Assert.Null(honest.Reason);
    }

    [Fact]
    public void BuildThatHasFilledTheDiskSlowly_IsStopped_AndNotTheOneThatTakesTheRestAtOnce()
    {
        var (hostile, honest) = (Build("hostile"), Build("honest"));
        for (var free = 9_000; free > 1_200; free -= 400)
        {
            Check(free, hostile, honest);
            Grow("hostile", 400);
        }

        Grow("honest", 900);
        Check(100, hostile, honest);

        Assert.NotNull(hostile.Reason);
        Assert.Null(honest.Reason);
    }

    [Fact]
    public void BuildThatDoesNotGrow_IsNotStopped()
    {
        var (hostile, honest) = (Build("hostile"), Build("honest"));
        Grow("honest", 5_000);
        Check(900, hostile, honest);

        for (var free = 860; free > 300; free -= 40)
        {
            Grow("hostile", 40);
            Check(free, hostile, honest);
        }

        Assert.NotNull(hostile.Reason);
        Assert.Null(honest.Reason);
    }

    [Fact]
    public void NextCommandOfABuild_IsMeasuredFromWhereTheBuildWas()
    {
        var (hostile, honest) = (Build("hostile"), Build("honest"));
        Grow("honest", 5_000);
        Check(900, hostile, honest);
        var next = Build("honest");

        Grow("hostile", 500);
        Check(400, hostile, next);

        Assert.NotNull(hostile.Reason);
        Assert.Null(next.Reason);
    }

    [Fact]
    public void NoBuildIsStopped_WhenOthersFillTheDisk()
    {
        var (one, other) = (Build("one"), Build("other"));
        Check(900, one, other);

        Grow("one", 1);
        Check(100, one, other);

        Assert.Null(one.Reason);
        Assert.Null(other.Reason);
    }

    private DiskWatch Build(string name)
    {
        Directory.CreateDirectory(_directory.PathOf(name));
        _sizes.TryAdd(name, 0);
        return new DiskWatch(_directory.PathOf(name), () => _sizes[name]);
    }

    private void Grow(string name, long mebibytes) => _sizes[name] += mebibytes * MiB;

    private void Check(long freeMebibytes, params DiskWatch[] watches) =>
        _resource.Check(new FileSystemSpace(40_000 * MiB, freeMebibytes * MiB, 0, 0), watches);
}
