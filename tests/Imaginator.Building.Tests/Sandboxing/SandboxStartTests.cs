using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>Sandboxes that are started before they are needed, and starts that fail.</summary>
public sealed class SandboxStartTests : SandboxTest
{
    // Reads a frame to its end. Its length is below 64 KiB.
    private const string ReadFrame =
        "frame() { set -- $(dd bs=1 count=5 2> /dev/null | od -An -tu1); dd bs=1 count=$(($2 + 256 * $3)) > /dev/null 2>&1; }\n";

    // Entered, with a descriptor that is not open: 9999.
    private const string EnterWithoutSocket = @"frame; printf 'G\010\000\000\000\001\000\000\000\017\047\000\000'" + "\n";

    private SandboxSettings WithNetwork => Settings with { Network = new NetworkSettings(SandboxNetwork.Open) };

    [Theory]
    [InlineData(SandboxNetwork.Open)]
    [InlineData(SandboxNetwork.Host)]
    public async Task Reserve_GivesASandbox_ThatRunsCommands(SandboxNetwork network)
    {
        var factory = new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: Ids);
        var settings = Settings with { Network = new NetworkSettings(network) };
        await using var reserve = new SandboxReserve();
        reserve.Begin(factory, settings.Entry);

        var begun = await reserve.TakeAsync(settings.Entry);

        Assert.NotNull(begun);
        Assert.Null(await reserve.TakeAsync(settings.Entry));
        await using var sandbox = await factory.StartAsync(settings, begun, Cancelled);
        Assert.True((await sandbox.RunAsync(Shell("echo run"), Log, Cancelled)).Succeeded, Log.Text);
        Assert.Equal("run\n", Log.Text);
    }

    [Fact]
    public async Task Reserve_EndsASandboxWithOtherSettings()
    {
        var program = ProgramOfThisTest();
        await using var reserve = new SandboxReserve();
        reserve.Begin(new SandboxFactory(program, TimeProvider.System, ids: Ids), Settings.Entry);
        await Wait.UntilAsync(() => HostProcesses.Matching(program).Count == 1);

        Assert.Null(await reserve.TakeAsync((Settings with { Limits = new SandboxLimits(1 << 30, 64) }).Entry));

        Assert.Empty(HostProcesses.Matching(program));
    }

    [Fact]
    public async Task Reserve_EndsItsSandbox()
    {
        var program = ProgramOfThisTest();
        await using (var reserve = new SandboxReserve())
        {
            reserve.Begin(new SandboxFactory(program, TimeProvider.System, ids: Ids), WithNetwork.Entry);
            reserve.Begin(new SandboxFactory(program, TimeProvider.System, ids: Ids), WithNetwork.Entry);
            await Wait.UntilAsync(() => HostProcesses.Matching(program).Count == 1);
        }

        Assert.Empty(HostProcesses.Matching(program));
    }

    [Fact]
    public async Task Reserve_GivesNothing_IfTheStartFailed()
    {
        await using var reserve = new SandboxReserve();
        reserve.Begin(new SandboxFactory(Root.In("missing"), TimeProvider.System, ids: Ids), Settings.Entry);

        Assert.Null(await reserve.TakeAsync(Settings.Entry));
    }

    [Fact]
    public async Task ASandboxThatWaits_KeepsNoMount_AndUsesNoControlGroup()
    {
        var factory = new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: Ids);
        await using var empty = await factory.BeginAsync(WithNetwork.Entry);
        await empty.NetworkOpened;

        var process = $"/proc/{empty.Process.Id}";
        Assert.Equal(new FileInfo("/proc/self/ns/mnt").LinkTarget, new FileInfo($"{process}/ns/mnt").LinkTarget);
        Assert.NotEqual(new FileInfo("/proc/self/ns/net").LinkTarget, new FileInfo($"{process}/ns/net").LinkTarget);
        foreach (var directory in empty.Group.Directories)
        {
            Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(directory, "cgroup.procs"), Cancelled));
        }
    }

    [Fact]
    public async Task ASandboxWhoseProgramWasKilled_IsNotUsable()
    {
        var factory = new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: Ids);
        await using var empty = await factory.BeginAsync(WithNetwork.Entry);
        await empty.NetworkOpened;
        Assert.False(empty.HasFailed);

        HostProcesses.Kill(empty.Process.Id);
        await empty.Process.Connection.Ended.WaitAsync(Cancelled);

        Assert.True(empty.HasFailed);
    }

    [Fact]
    public async Task SandboxesThatEnd_AreWaitedFor_OnlyAtTheEndOfTheBuild()
    {
        var program = ProgramOfThisTest();
        var sandbox = await new SandboxFactory(program, TimeProvider.System, ids: Ids).StartAsync(Settings, Cancelled);
        var process = HostProcesses.Matching(program).Min();

        // It ends only when it is killed, after a second.
        HostProcesses.Stop(process);
        await using (var ends = new SandboxEnds())
        {
            ends.Begin(sandbox);
            Assert.Contains(process, HostProcesses.Matching(program));
        }

        Assert.DoesNotContain(process, HostProcesses.Matching(program));
        await HostProcesses.WaitUntilGoneAsync(program);
    }

    [Fact]
    public async Task FailureOfTheNetwork_IsReported_AndTheProgramEnds()
    {
        // Prepared, without warnings.
        var program = ProgramOfThisTest(EnterWithoutSocket + @"frame; printf '@\004\000\000\000\000\000\000\000'" + "\ncat > /dev/null\n");
        var factory = new SandboxFactory(program, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<SandboxException>(() => factory.StartAsync(WithNetwork, Cancelled));

        Assert.StartsWith(
            "cannot create the network of a build for the network policy \"open\": pidfd_getfd: ", failure.Message, StringComparison.Ordinal);
        Assert.Empty(HostProcesses.Matching(program));
    }

    [Fact]
    public async Task FailureOfTheRoot_IsReported_EvenIfTheNetworkFails()
    {
        // Failed: "no root".
        var program = ProgramOfThisTest(EnterWithoutSocket + @"frame; printf 'A\013\000\000\000\007\000\000\000no root'" + "\n");
        var factory = new SandboxFactory(program, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<SandboxException>(() => factory.StartAsync(WithNetwork, Cancelled));

        Assert.Equal("no root", failure.Message);
    }

    [Fact]
    public async Task FailureToEnter_IsReported_AndNotTheEndThatFollows()
    {
        // Failed: "no map".
        var program = ProgramOfThisTest(@"frame; printf 'A\012\000\000\000\006\000\000\000no map'" + "\n");
        var factory = new SandboxFactory(program, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<SandboxException>(() => factory.StartAsync(WithNetwork, Cancelled));

        Assert.Equal("no map", failure.Message);
    }

    /// <summary>The sandbox program under a path that identifies its processes.</summary>
    private string ProgramOfThisTest()
    {
        var program = Root.In("program-" + Guid.NewGuid());
        File.CreateSymbolicLink(program, SandboxProgram.Path);
        return program;
    }

    /// <summary>A script in place of the sandbox program.</summary>
    private string ProgramOfThisTest(string script)
    {
        var program = Root.In("program-" + Guid.NewGuid());
        File.WriteAllText(program, "#!/bin/busybox sh\n" + ReadFrame + script);
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED); // 0755
        return program;
    }
}
