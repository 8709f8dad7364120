using System.Diagnostics;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Tests.Sandboxing;

public sealed class StopTests : SandboxTest
{
    // Two seconds at most, that is, on a machine that has time for it: these commands sleep for a thousand.
    private const double AtOnce = 30;

    [Fact]
    public async Task Ends_ACommandThatTakesTooLong()
    {
        await using var sandbox = await StartAsync();
        var result = await sandbox.RunAsync(Shell("echo begun; sleep 1000", TimeSpan.FromSeconds(0.2)), Log, Cancelled);
        Assert.Equal(TimeSpan.FromSeconds(0.2), result.ExceededTimeout);
        Assert.Equal("exceeded its time limit of 0.2 s and was killed", result.Describe());
        Assert.False(result.Succeeded);
        Assert.True((await sandbox.RunAsync(Shell("exit 0"), Log, Cancelled)).Succeeded);
    }

    [Fact]
    public async Task Kills_ACommandThatIgnoresBeingTerminated()
    {
        await using var sandbox = await StartAsync();
        var watch = Stopwatch.StartNew();
        var result = await sandbox.RunAsync(
            Shell("trap '' TERM INT HUP; while :; do sleep 1000; done", TimeSpan.FromSeconds(1)), Log, Cancelled);
        Assert.Equal(SignalNames.Kill, result.Signal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 2, AtOnce);
    }

    [Fact]
    public async Task Cancelling_EndsTheCommandAndLeavesTheSandboxUsable()
    {
        await using var sandbox = await StartAsync();
        using var cancel = new CancellationTokenSource();
        var run = sandbox.RunAsync(Shell("trap '' TERM; echo begun; while :; do sleep 1000; done"), Log, cancel.Token);
        await Log.Written.WaitAsync(Cancelled);
        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, AtOnce);
        var after = await sandbox.RunAsync(Shell("ps -o args | grep '[s]leep 1000'"), new RecordingLog(), Cancelled);
        Assert.Equal(1, after.ExitCode);
    }

    [Fact]
    public async Task Disposing_KillsWhatRuns()
    {
        var sandbox = await StartAsync();
        var mark = Guid.NewGuid().ToString();
        var run = sandbox.RunAsync(Shell($"trap '' TERM; echo begun; : {mark}; while :; do sleep 1000; done"), Log, Cancelled);
        await Log.Written.WaitAsync(Cancelled);
        Assert.NotEmpty(HostProcesses.Matching(mark));
        var watch = Stopwatch.StartNew();
        await sandbox.DisposeAsync();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, AtOnce);
        Assert.Empty(HostProcesses.Matching(mark));
        await Assert.ThrowsAsync<SandboxException>(() => run);
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.RunAsync(Shell("exit 0"), Log, Cancelled));
    }

    [Fact]
    public async Task Kills_ACommandThatPrintsWithoutEnd()
    {
        await using var sandbox = await StartAsync(Settings with { MaximumOutputBytes = 1024 * 1024 });
        var result = await sandbox.RunAsync(Shell("yes endless"), Log, Cancelled);
        Assert.Equal("printed more than 1 MiB and was killed", result.Describe());
        Assert.Equal(1024 * 1024, result.ExceededOutputLimit);
        Assert.InRange(Log.Text.Length, 900_000, 1024 * 1024);
        Assert.Equal("endless", result.LastLines[1]);
    }

    [Fact]
    public async Task Kills_ACommandWhoseCollectedOutputHasNoEnd()
    {
        await using var sandbox = await StartAsync();
        var result = await sandbox.RunAsync(Shell("yes endless") with { CaptureOutput = true }, Log, Cancelled);
        Assert.Equal("printed more than 16 MiB and was killed", result.Describe());
        Assert.False(result.Succeeded);
    }

    [Fact]
    public async Task EndOfTheFirstProcess_IsBlamedOnTheBuild()
    {
        await using var sandbox = await StartAsync();
        var mark = Guid.NewGuid().ToString();
        var run = sandbox.RunAsync(Shell($"echo begun; : {mark}; while :; do sleep 1000; done"), Log, Cancelled);
        await Log.Written.WaitAsync(Cancelled);
        HostProcesses.Kill(HostProcesses.FirstOf(HostProcesses.Matching(mark).Min()));
        var failure = await Assert.ThrowsAsync<SandboxException>(() => run);
        Assert.Equal(
            "the sandbox ended unexpectedly, which a command of the build can cause: "
            + "imaginator-sandbox: process 1 of the sandbox was killed, by one of its commands or for lack of memory",
            failure.Message);
    }

    [Fact]
    public async Task Killing_TheSandboxProgramKillsEverything()
    {
        await using var sandbox = await StartAsync();
        var mark = Guid.NewGuid().ToString();
        var run = sandbox.RunAsync(Shell($"echo begun; : {mark}; while :; do sleep 1000; done"), Log, Cancelled);
        await Log.Written.WaitAsync(Cancelled);
        // The shell forks before it becomes something else: for a moment there are two of it.
        var command = HostProcesses.Matching(mark).Min();
        HostProcesses.Kill(HostProcesses.Parent(command));
        var failure = await Assert.ThrowsAsync<SandboxException>(() => run);
        Assert.Contains("ended unexpectedly", failure.Message, StringComparison.Ordinal);
        await HostProcesses.WaitUntilGoneAsync(mark);
    }

    [Fact]
    public async Task SandboxThatDoesNotEndACommand_IsKilledAndSaysWhy()
    {
        await using var sandbox = await StartAsync();
        using var kill = new CancellationTokenSource();
        var mark = Guid.NewGuid().ToString();
        var run = sandbox.RunAsync(
            Shell($"echo begun; : {mark}; while :; do sleep 1000; done") with { KillToken = kill.Token }, Log, Cancelled);
        await Log.Written.WaitAsync(Cancelled);
        HostProcesses.Stop(HostProcesses.Parent(HostProcesses.Matching(mark).Min()));
        await kill.CancelAsync();
        var failure = await Assert.ThrowsAsync<SandboxException>(() => run);
        Assert.Equal(
            "the sandbox was killed, because a command did not end after it was killed; "
            + "look for a disk or file server that does not respond",
            failure.Message);
        await HostProcesses.WaitUntilGoneAsync(mark);
    }
}
