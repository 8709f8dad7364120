using System.Globalization;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Tests.Sandboxing.SystemCalls;

/// <summary>
/// Device nodes, which the supervisor makes from outside of the sandbox: as the kernel would, and never elsewhere.
/// </summary>
public sealed class DeviceNodeTests : SandboxTest
{
    public DeviceNodeTests()
    {
        NativeProgram.Compile("nodes.c", Root.In("bin/nodes"), "-pthread");
    }

    [Fact]
    public async Task Answers_AreThoseOfTheKernel()
    {
        var byKernel = await RunAloneAsync("nodes semantics", Settings with { Contained = false });
        Directory.Delete(Root.In("tmp"), recursive: true);
        Directory.CreateDirectory(Root.In("tmp"));
        var bySupervisor = await RunAloneAsync("nodes semantics", Settings);

        Assert.Contains("absolute 20666 0:0 1:3\n", byKernel, StringComparison.Ordinal);
        Assert.Equal(byKernel, bySupervisor);
    }

    [Fact]
    public async Task Roots_OfCallersAreTheirs()
    {
        var byKernel = await RunAloneAsync("nodes cell", Settings with { Contained = false });
        Directory.Delete(Root.In("tmp"), recursive: true);
        Directory.CreateDirectory(Root.In("tmp"));
        File.Delete(Root.In("before-chdir"));
        var bySupervisor = await RunAloneAsync("nodes cell", Settings);

        Assert.Contains("/dev/absolute 20644 0:0 1:3\n", byKernel, StringComparison.Ordinal);
        Assert.Equal(byKernel, bySupervisor);
    }

    [Fact]
    public async Task Nodes_AreContentThatCannotBeOpened()
    {
        var printed = await PrintedByAsync(
            """
            mknod /tmp/null c 1 3 && mknod -m 600 /tmp/disk b 8 0 && mknod /dev/zero2 c 1 5
            stat -c '%F %t:%T %a %u' /tmp/null /tmp/disk /dev/zero2
            (cat /tmp/null || head -c 1 /tmp/disk || head -c 1 /dev/zero2) 2> /dev/null || echo refused
            """);
        Assert.Equal(
            "character special file 1:3 644 0\nblock special file 8:0 600 0\ncharacter special file 1:5 644 0\nrefused\n", printed);
        Assert.True(File.Exists(Root.In("tmp/disk")));
    }

    [Fact]
    public async Task Links_OfProc_LeadNowhere()
    {
        using var outside = new TemporaryDirectory();
        Assert.Equal("", await PrintedByAsync($"nodes proc {outside.FullName}"));
        AssertNothingIn(outside);
    }

    [Fact]
    public async Task Races_LeadNowhere()
    {
        using var outside = new TemporaryDirectory();
        Assert.Contains("some were made", await PrintedByAsync($"nodes race {outside.FullName}"), StringComparison.Ordinal);
        AssertNothingIn(outside);
    }

    [Fact]
    public async Task Callers_CanDie_WhileTheyWait() =>
        Assert.Equal("after made\n", await PrintedByAsync("nodes die"));

    [Fact]
    public async Task Number_IsLimited()
    {
        var printed = await PrintedByAsync("nodes many 10100");
        Assert.StartsWith("10000\nlast ENOSPC\n", printed, StringComparison.Ordinal);
        Assert.Contains("sandbox policy: mknodat(2) of more than 10000 devices by \"nodes\" denied (101 times)", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_OfConcurrentCommands_AreMade()
    {
        await using var sandbox = await StartAsync();
        var commands = Enumerable.Range(0, 8).Select(number => sandbox.RunAsync(
            Shell(string.Create(CultureInfo.InvariantCulture, $"for i in $(seq 20); do mknod /tmp/{number}-$i c 1 3 || exit 1; done")), Log, Cancelled));
        Assert.All(await Task.WhenAll(commands), result => Assert.True(result.Succeeded, Log.Text));
        Assert.Equal(160, Directory.EnumerateFiles(Root.In("tmp")).Count());
    }

    private static void AssertNothingIn(TemporaryDirectory directory) =>
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.FullName));

    private async Task<string> RunAloneAsync(string script, SandboxSettings settings)
    {
        var log = new RecordingLog();
        await using var sandbox = await StartAsync(settings);
        var result = await sandbox.RunAsync(Shell(script), log, Cancelled);
        Assert.True(result.Succeeded, $"{result.Describe()}: {log.Text}");
        return log.Text;
    }
}
