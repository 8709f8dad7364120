using System.Text.RegularExpressions;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;

namespace Imaginator.Building.Tests.Sandboxing;

public sealed class LimitTests : SandboxTest
{
    private const long MiB = 1024 * 1024;

    private SandboxSettings Limited => Settings with { Limits = new SandboxLimits(256 * MiB, 64, CpuPercent: 200) };

    [Fact]
    public async Task SaysOf_ACommandThatTakesTooMuchMemory()
    {
        var result = await RunAsync("awk 'BEGIN { s = \"x\"; while (1) s = s s }'; exit $?", Limited);
        Assert.False(result.Succeeded);
        Assert.Equal(256 * MiB, result.ExceededMemoryLimit);
        Assert.EndsWith(": out of memory (limit 256 MiB)", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_ACommandWhoseChildIsKilledForMemory_WhateverItsStatus()
    {
        var result = await RunAsync("awk 'BEGIN { s = \"x\"; while (1) s = s s }'; exit 0", Limited);
        Assert.False(result.Succeeded);
        Assert.Equal(
            "exited with status 0, but one of its processes was killed: out of memory (limit 256 MiB)", result.Describe());
    }

    [Fact]
    public async Task Survives_AForkBomb()
    {
        await using var sandbox = await StartAsync(Limited);
        var result = await sandbox.RunAsync(
            Shell("bomb() { bomb | bomb & }; bomb; sleep 0.3; exit 1", TimeSpan.FromSeconds(60)), Log, Cancelled);
        Assert.Equal(64, result.ExceededProcessLimit);
        Assert.EndsWith(": too many processes (limit 64)", result.Describe(), StringComparison.Ordinal);

        // All of it is gone, and there is room for others again.
        var after = new RecordingLog();
        Assert.True((await sandbox.RunAsync(Shell("ps | wc -l"), after, Cancelled)).Succeeded, after.Text);
    }

    [Fact]
    public async Task ManyCommands_DoNotDelayTheProcessThatKillsThem()
    {
        var result = await RunAsync("cut -d ' ' -f 19 /proc/1/stat", Limited);
        Assert.True(result.Succeeded, Log.Text);
        Assert.Equal("-20\n", Log.Text); // its priority
    }

    [Theory]
    [InlineData("awk 'BEGIN { while (1) system(\"sleep 100 &\") }'", ": too many processes (limit 64)")]
    [InlineData("while :; do awk 'BEGIN { s = \"x\"; while (1) s = s s }'; done", ": out of memory (limit 256 MiB)")]
    public async Task Kills_ACommandThatContinuesAtALimit(string script, string end)
    {
        await using var sandbox = await StartAsync(Limited);
        var result = await sandbox.RunAsync(Shell(script, TimeSpan.FromSeconds(60)), Log, Cancelled);
        Assert.Equal($"was killed by SIGKILL{end}", result.Describe());

        var after = new RecordingLog();
        Assert.True((await sandbox.RunAsync(Shell("ps | wc -l"), after, Cancelled)).Succeeded, after.Text);
    }

    [Fact]
    public async Task Blames_NoLimitThatWasNotMet()
    {
        var result = await RunAsync("exit 1", Limited);
        Assert.Null(result.ExceededMemoryLimit);
        Assert.Null(result.ExceededProcessLimit);
        Assert.Equal("exited with status 1", result.Describe());
    }

    [Fact]
    public async Task Removes_TheControlGroup()
    {
        var mark = Guid.NewGuid().ToString();
        List<string> groups;
        await using (var sandbox = await StartAsync(Limited))
        {
            var run = sandbox.RunAsync(Shell($"echo begun; : {mark}; while :; do sleep 1000; done"), Log, Cancelled);
            await Log.Written.WaitAsync(Cancelled);
            var own = await File.ReadAllTextAsync($"/proc/{HostProcesses.Matching(mark)[0]}/cgroup", Cancelled);
            var name = Regex.Match(own, $"imaginator-{Environment.ProcessId}-[^\n]*").Value;
            groups = GroupsNamed(name);
            Assert.NotEmpty(groups);
        }

        Assert.DoesNotContain(groups, Directory.Exists);
    }

    private static List<string> GroupsNamed(string name) =>
        [.. Directory.EnumerateDirectories("/sys/fs/cgroup", name, new EnumerationOptions { RecurseSubdirectories = true })];
}
