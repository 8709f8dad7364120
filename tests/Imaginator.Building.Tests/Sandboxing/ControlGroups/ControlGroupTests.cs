using System.Globalization;
using Imaginator.Building.Sandboxing.ControlGroups;

namespace Imaginator.Building.Tests.Sandboxing.ControlGroups;

/// <summary>
/// What is written for version 2, in a directory of ordinary files; what the kernel makes of version 1 is tested in
/// <see cref="LimitTests"/>.
/// </summary>
public sealed class ControlGroupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Limits_AreWrittenInTheTermsOfVersionTwo()
    {
        Create(new SandboxLimits(1024, 7, CpuPercent: 150));
        Assert.Equal("1024", Read("memory.max"));
        Assert.Equal("7", Read("pids.max"));
        Assert.Equal("150000 100000", Read("cpu.max"));
    }

    [Fact]
    public void Swap_IsForbiddenWhereTheKernelKnowsIt()
    {
        Directory.CreateDirectory(_directory.PathOf("group"));
        File.WriteAllText(_directory.PathOf("group/memory.swap.max"), "max");
        Create(new SandboxLimits(1024, 7));
        Assert.Equal("0", Read("memory.swap.max"));
        Assert.False(File.Exists(_directory.PathOf("group/cpu.max")));
    }

    [Fact]
    public void Events_AreReadInTheTermsOfVersionTwo()
    {
        var group = Create(new SandboxLimits(1024, 7));
        File.WriteAllText(_directory.PathOf("group/memory.events"), "low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\noom_group_kill 0\n");
        File.WriteAllText(_directory.PathOf("group/pids.events"), "max 5\n");
        Assert.Equal(new ControlGroupEvents(4, 5), group.ReadEvents());
    }

    [Fact]
    public void Names_TellWhoseAGroupIs()
    {
        var own = ControlGroupName.Create();
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"imaginator-{Environment.ProcessId}-"), own, StringComparison.Ordinal);
        Assert.NotEqual(own, ControlGroupName.Create());
        Assert.False(ControlGroupName.IsStale(own));

        // The same number, but another process: this one had not started then.
        Assert.True(ControlGroupName.IsStale($"imaginator-{Environment.ProcessId}-1-0"));
        Assert.True(ControlGroupName.IsStale($"imaginator-{int.MaxValue}-1-0"));
    }

    [Theory]
    [InlineData("system.slice")]
    [InlineData("imaginator")]
    [InlineData("imaginator-")]
    [InlineData("imaginator-x-1-0")]
    [InlineData("imaginator-1")]
    public void Names_OfOthersAreNeverStale(string name) => Assert.False(ControlGroupName.IsStale(name));

    private ControlGroup Create(SandboxLimits limits) => ControlGroup.Create(
        [new ControlGroupParent(_directory.FullName, Unified: true, Controllers.All)], "group", limits, TimeProvider.System);

    private string Read(string file) => File.ReadAllText(_directory.PathOf("group", file));
}
