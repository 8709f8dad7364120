using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Machine;

/// <summary>The check at the end of <c>./test.sh</c> finds what tests leave behind on the machine.</summary>
[Collection<AloneOnTheMachine>]
public sealed class MachineStateTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Accepts_AnUnchangedMachine() => (await CheckAsync("true", "true")).ShouldSucceed();

    [Theory]
    [InlineData("chmod 620 /dev/null", "true", "+ device /dev/null: crw--w---- 0:0", "- device /dev/null: crw-rw-rw- 0:0")]
    [InlineData("chown :tty /dev/null", "true", "+ device /dev/null: crw-rw-rw- 0:5", "- device /dev/null: crw-rw-rw- 0:0")]
    [InlineData("rm /dev/full", "true", "- device /dev/full: crw-rw-rw- 0:0")]
    [InlineData("mknod /dev/mine c 1 3", "true", "+ device /dev/mine: ")]
    [InlineData("mkdir $RUN/m; mount -t tmpfs mine $RUN/m", "umount $RUN/m", "+ mount $RUN/m: tmpfs mine /", "+ file $RUN/m")]
    [InlineData("touch $RUN/disk; truncate -s 1M $RUN/disk; losetup -f $RUN/disk", "losetup -d $(losetup -nO NAME -j $RUN/disk) 2>&1", "+ loop device loop", "+ file $RUN/disk")]
    [InlineData("mkdir $GROUP", "rmdir $GROUP", "+ control group $GROUP")]
    [InlineData("TMPDIR=$RUN setsid sleep $MARK <&- >&- 2>&- &", "pkill -xf \"sleep $MARK\"", "+ process ", ": sleep $MARK")]
    [InlineData("cd /; setsid sh -c 'while :; do sleep 1; done; : '$RUN <&- >&- 2>&- &", "pkill -f ': '$RUN", "+ process ")]
    [InlineData("mkdir $RUN/imaginator-test-x", "true", "+ file $RUN/imaginator-test-x")]
    public async Task Finds_AChange(string change, string undo, params string[] expected)
    {
        var result = await CheckAsync(change, undo);

        Assert.Equal(1, result.ExitCode);
        Assert.All(expected, text => Assert.Contains(Expand(text), result.Output, StringComparison.Ordinal));
    }

    private string Run => _directory.PathOf("run");

    private string Mark { get; } = $"{100_000_000 + Random.Shared.Next(100_000_000)}";

    private static string Groups =>
        new[] { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" }.First(root => File.Exists(Path.Combine(root, "cgroup.procs")));

    private string Expand(string text) => text
        .Replace("$RUN", Run, StringComparison.Ordinal)
        .Replace("$MARK", Mark, StringComparison.Ordinal)
        .Replace("$GROUP", $"{Groups}/imaginator-test-{Mark}", StringComparison.Ordinal);

    /// <summary>Records the state, changes the machine, and checks. Mounts and the nodes in /dev are those of a namespace.</summary>
    private Task<ProgramResult> CheckAsync(string change, string undo)
    {
        var script = RepositoryFiles.ExistingPathOf("tests", "machine-state.sh");
        var record = _directory.PathOf("record");
        return RunningProgram.RunAsync("unshare", ["--mount", "sh", "-c", $"""
            set -e
            unset TMPDIR
            mount -t tmpfs -o mode=755 dev /dev
            mknod -m 666 /dev/null c 1 3
            mknod -m 666 /dev/full c 1 7
            mknod /dev/loop-control c 10 237
            for number in $(seq 0 31); do mknod "/dev/loop$number" b 7 "$number"; done
            ln -s /proc/self/fd /dev/fd
            mkdir {Run}
            {script} record {record} {Run}
            {Expand(change)}
            status=0
            IMAGINATOR_PATIENCE=1 {script} check {record} {Run} || status=$?
            {Expand(undo)}
            exit $status
            """]);
    }
}
