using System.Diagnostics;
using System.Text;
using Imaginator.Building.Sandboxing.Printing;

namespace Imaginator.Building.Tests.Sandboxing.SystemCalls;

/// <summary>The build log names what was denied; programs can neither hide it nor flood the log.</summary>
public sealed class DenialTests : SandboxTest, IClassFixture<AttackProgram>
{
    public DenialTests(AttackProgram attack)
    {
        File.Copy(attack.Path, Root.In("bin/attack"));
    }

    [Fact]
    public async Task Log_NamesCallProgramAndNumber()
    {
        await RunAsync("mount -t tmpfs none /tmp 2> /dev/null; for i in 1 2 3; do attack keyctl 2> /dev/null; done; echo end");
        Assert.Equal(
            "end\nsandbox policy: mount(2) by \"mount\" denied\nsandbox policy: keyctl(2) by \"attack\" denied (3 times)\n",
            WithoutRetries(Log.Text));
    }

    [Theory]
    [InlineData("clone", "clone(2) for a new namespace")]
    [InlineData("unshare", "unshare(2) for a new namespace")]
    [InlineData("tiocsti", "ioctl(2) with 0x5412")]
    [InlineData("vsock", "socket(2) with address family 40")]
    [InlineData("personality", "personality(2) with 0x100000")]
    [InlineData("prlimit", "prlimit64(2) on process 1")]
    public async Task Log_NamesTheArgument(string attack, string expected)
    {
        Assert.False((await RunAsync($"attack {attack} 2> /dev/null")).Succeeded);
        Assert.Equal($"sandbox policy: {expected} by \"attack\" denied\n", Log.Text);
    }

    [Fact]
    public async Task Log_NamesNothing_ThatLibrariesTryAndDoWithout()
    {
        Assert.False((await RunAsync("attack audit; attack clone3")).Succeeded);
        Assert.DoesNotContain(DenialLines.Prefix, Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_AreAtTheBeginning_EvenIfTheOutputIsNot()
    {
        await RunAsync("attack mount 2> /dev/null; printf unfinished");
        Assert.Equal("unfinished\nsandbox policy: mount(2) by \"attack\" denied\n", Log.Text);
    }

    [Fact]
    public async Task Names_CannotForgeLines()
    {
        await RunAsync("cp /bin/attack \"$(printf '/tmp/a\\n\\033[2Jb\"')\"; /tmp/a* mount 2> /dev/null");
        Assert.Equal("sandbox policy: mount(2) by \"a??[2Jb?\" denied\n", Log.Text);
    }

    [Fact]
    public async Task Floods_BecomeFewLines()
    {
        Assert.True((await RunAsync("attack flood")).Succeeded, Log.Text);
        var lines = Log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(33, lines.Length);
        Assert.Equal("sandbox policy: 2968 other calls denied", lines[^1]);
    }

    [Fact]
    public async Task Floods_WaitForTheSupervisor()
    {
        await using var sandbox = await StartAsync();
        var watch = Stopwatch.StartNew();
        Assert.True((await sandbox.RunAsync(Shell("attack flood"), Log, Cancelled)).Succeeded, Log.Text);

        // 2000 of the 3000 calls wait for 1 ms each.
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task Reports_BelongToTheirCommand()
    {
        await using var sandbox = await StartAsync();
        await sandbox.RunAsync(Shell("attack mount 2> /dev/null"), Log, Cancelled);
        var second = new RecordingLog();
        await sandbox.RunAsync(Shell("echo second"), second, Cancelled);
        Assert.Equal("sandbox policy: mount(2) by \"attack\" denied\n", Log.Text);
        Assert.Equal("second\n", second.Text);
    }

    [Fact]
    public async Task Reports_AreInTheLog_EvenIfTheOutputIsCaptured()
    {
        await using var sandbox = await StartAsync();
        var result = await sandbox.RunAsync(Shell("echo captured; attack mount 2> /dev/null") with { CaptureOutput = true }, Log, Cancelled);
        Assert.Equal("captured\n", Encoding.UTF8.GetString(result.Output.Span));
        Assert.Equal("sandbox policy: mount(2) by \"attack\" denied\n", Log.Text);
    }

    [Fact]
    public async Task Uncontained_CommandsAreNotSupervised()
    {
        Assert.True((await RunAsync("mount -t tmpfs none /tmp", Settings with { Contained = false })).Succeeded);
        Assert.Equal("", Log.Text);
    }

    /// <summary>busybox tries again to mount.</summary>
    private static string WithoutRetries(string text) => text.Replace("by \"mount\" denied (2 times)", "by \"mount\" denied", StringComparison.Ordinal);
}
