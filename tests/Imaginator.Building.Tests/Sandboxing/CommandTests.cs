using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Tests.Sandboxing;

public sealed class CommandTests : SandboxTest
{
    [Fact]
    public async Task Passes_OutputAndErrorsInTheirOrder() =>
        Assert.Equal("one\ntwo\nthree\n", await PrintedByAsync("echo one; echo two >&2; echo three"));

    [Fact]
    public async Task Passes_TheExitStatus()
    {
        var result = await RunAsync("echo the reason >&2; exit 3");
        Assert.Equal(3, result.ExitCode);
        Assert.False(result.Succeeded);
        Assert.Equal("exited with status 3", result.Describe());
        Assert.Equal(["the reason"], result.LastLines);
    }

    [Theory]
    [InlineData("just a line", "noise", "just a line")]
    [InlineData("Failed to fetch", "E: Failed to fetch http://127.0.0.1:9", "E: Some index files failed", "I: waiting", "E: mmdebstrap failed to run")]
    [InlineData("last words", "error: an earlier one, which the program got over", "last words")]
    [InlineData("fatal: nothing there", "fatal: nothing there")]
    public void TellingLine_IsTheCauseOfAChainOfErrors_OtherwiseTheLast(string expected, params string[] lines) =>
        Assert.Contains(expected, new CommandResult { LastLines = [.. lines] }.CauseLine, StringComparison.Ordinal);

    [Fact]
    public async Task Passes_TheSignalThatKilled()
    {
        var result = await RunAsync("kill -SEGV $$");
        Assert.Null(result.ExitCode);
        Assert.Equal(11, result.Signal);
        Assert.Equal("was killed by SIGSEGV", result.Describe());
    }

    [Theory]
    [InlineData("/bin/generic-packager", "/bin/generic-packager: No such file or directory (ENOENT)")]
    [InlineData("generic-packager", "generic-packager: not found in PATH")]
    [InlineData("/etc", "/etc: Permission denied (EACCES)")]
    [InlineData("/bin/broken", "/bin/broken: cannot find /no/such/interpreter, which it names as its interpreter")]
    public async Task Says_WhyACommandCannotBeStarted(string program, string reason)
    {
        await File.WriteAllTextAsync(Root.In("bin/broken"), "#!/no/such/interpreter\n", Cancelled);
        File.SetUnixFileMode(Root.In("bin/broken"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var sandbox = await StartAsync();
        var command = new SandboxCommand { Arguments = [program], Environment = UsualEnvironment };
        var result = await sandbox.RunAsync(command, Log, Cancelled);
        Assert.Equal("could not be started: " + reason, result.Describe());
        Assert.False(result.Succeeded);

        // And the sandbox is none the worse for it.
        Assert.True((await sandbox.RunAsync(Shell("exit 0"), Log, Cancelled)).Succeeded);
    }

    [Fact]
    public async Task Passes_ArgumentsExactly()
    {
        await using var sandbox = await StartAsync();
        var command = new SandboxCommand
        {
            Arguments = ["/bin/printf", "<%s>", "", " a  b ", "\n", "$x \\ '\"", "\u00FC\uDCFE"],
            Environment = UsualEnvironment,
            CaptureOutput = true,
        };
        var result = await sandbox.RunAsync(command, Log, Cancelled);
        Assert.Equal("<>< a  b ><\n><$x \\ '\"><\u00C3\u00BC\u00FE>", Encoding.Latin1.GetString(result.Output.Span));
    }

    [Fact]
    public async Task Passes_TheEnvironmentExactly()
    {
        await using var sandbox = await StartAsync();
        var command = new SandboxCommand
        {
            Arguments = ["/bin/cat", "/proc/self/environ"],
            Environment = ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal,
                [
                    KeyValuePair.Create("A", "two\nlines = $x \\ 'quoted'"),
                    KeyValuePair.Create("B", ""),
                    KeyValuePair.Create("C", "\uDCFF"),
                ]),
            CaptureOutput = true,
        };
        var result = await sandbox.RunAsync(command, Log, Cancelled);
        Assert.Equal(
            "A=two\nlines = $x \\ 'quoted'\0B=\0C=\u00FF\0", Encoding.Latin1.GetString(result.Output.Span));
    }

    [Fact]
    public async Task Gives_EveryCommandTheSameSurroundings()
    {
        var printed = await PrintedByAsync(
            "pwd; umask; hostname; wc -c < /dev/stdin; ls /proc/self/fd | wc -l; id -u; grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status; ulimit -c");

        // Files: standard input, output, error and the directory that ls reads.
        Assert.Equal(
            "/\n0022\nlocalhost\n0\n4\n0\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n0\n",
            printed);
    }

    [Fact]
    public async Task Starts_EachCommandInASessionOfItsOwn()
    {
        var printed = await PrintedByAsync("echo $$ $(cut -d' ' -f1,5,6 /proc/$$/stat)");
        var numbers = printed.Split(' ', StringSplitOptions.TrimEntries);
        Assert.Equal(4, numbers.Length);
        Assert.Single(numbers.Distinct());
    }

    [Fact]
    public async Task Captures_StandardOutputApartFromErrors()
    {
        await using var sandbox = await StartAsync();
        var result = await sandbox.RunAsync(
            Shell("echo out; echo err >&2; head -c 300000 /dev/zero") with { CaptureOutput = true }, Log, Cancelled);
        Assert.Equal(300004, result.Output.Length);
        Assert.Equal("out\n", Encoding.ASCII.GetString(result.Output.Span[..4]));
        Assert.Equal("err\n", Log.Text);
    }

    [Fact]
    public async Task Runs_OneCommandAfterAnotherInTheSameRoot()
    {
        await using var sandbox = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.True((await sandbox.RunAsync(Shell("echo x >> /tmp/file"), Log, Cancelled)).Succeeded);
        }

        Assert.Equal(40, new FileInfo(Root.In("tmp/file")).Length);
    }

    [Fact]
    public async Task Runs_CommandsAtTheSameTime()
    {
        await using var sandbox = await StartAsync();

        // Each waits for the other: one after another, they would wait for ever.
        var timeout = TimeSpan.FromMinutes(2);
        var left = sandbox.RunAsync(Shell("mkfifo /tmp/a /tmp/b; echo > /tmp/a; read x < /tmp/b; exit 1", timeout), Log, Cancelled);
        var right = sandbox.RunAsync(
            Shell("until [ -p /tmp/b ]; do :; done; read x < /tmp/a; echo > /tmp/b; exit 2", timeout), Log, Cancelled);
        Assert.Equal(1, (await left).ExitCode);
        Assert.Equal(2, (await right).ExitCode);
    }

    [Fact]
    public async Task Kills_WhatACommandLeavesBehind()
    {
        await using var sandbox = await StartAsync();
        var first = await sandbox.RunAsync(Shell("sleep 1000 & setsid sleep 1000 & (setsid sh -c 'sleep 1000 & sleep 1000' &)"), Log, Cancelled);
        Assert.True(first.Succeeded);
        Assert.InRange(first.LeftOverProcesses, 3, 5);
        var second = await sandbox.RunAsync(Shell("ps -o args | grep -c '[s]leep 1000'"), Log, Cancelled);
        Assert.Equal("0\n", Log.Text);
        Assert.Equal(0, second.LeftOverProcesses);
    }

    [Fact]
    public async Task Searches_ThePathOfTheEnvironment()
    {
        await using var sandbox = await StartAsync();
        var command = new SandboxCommand { Arguments = ["echo", "found"], Environment = UsualEnvironment };
        Assert.True((await sandbox.RunAsync(command, Log, Cancelled)).Succeeded);
        Assert.Equal("found\n", Log.Text);
    }
}
