using System.IO.Pipelines;
using System.Text;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Tests.Sandboxing;

public sealed class InteractiveTests : SandboxTest
{
    [Fact]
    public async Task AShell_HasATerminalOfItsOwn()
    {
        var typed = new Pipe();
        using var shown = new MemoryStream();
        await using var sandbox = await StartAsync();
        var command = new SandboxCommand { Arguments = ["/bin/sh", "-i"], Environment = UsualEnvironment };
        var run = sandbox.RunInteractivelyAsync(
            command, new SandboxTerminal(typed.Reader.AsStream(), shown, 132, 43), Cancelled);
        await typed.Writer.WriteAsync(Encoding.ASCII.GetBytes("tty; stty size; stty -echo; echo ready $((6 * 7)); exit 5\n"), Cancelled);
        var result = await run;
        var text = Encoding.UTF8.GetString(shown.ToArray());
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("/dev/pts/0\r\n43 132\r\n", text, StringComparison.Ordinal);
        Assert.Contains("ready 42\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheInterruptKey_ReachesTheProgramInFront()
    {
        var typed = new Pipe();
        using var shown = new MemoryStream();
        await using var sandbox = await StartAsync();
        var run = sandbox.RunInteractivelyAsync(
            Shell("trap 'echo caught; exit 7' INT; echo waiting; while :; do sleep 1; done"),
            new SandboxTerminal(typed.Reader.AsStream(), shown, 80, 24),
            Cancelled);
        await Wait.UntilAsync(() => shown.Length >= "waiting\r\n".Length);
        await typed.Writer.WriteAsync(new byte[] { 3 }, Cancelled);
        Assert.Equal(7, (await run).ExitCode);
        Assert.EndsWith("caught\r\n", Encoding.UTF8.GetString(shown.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_EndsTheShell()
    {
        var typed = new Pipe();
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        await using var sandbox = await StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sandbox.RunInteractivelyAsync(
            new SandboxCommand { Arguments = ["/bin/sh", "-i"], Environment = UsualEnvironment },
            new SandboxTerminal(typed.Reader.AsStream(), Stream.Null, 80, 24),
            cancel.Token));
        Assert.True((await sandbox.RunAsync(Shell("exit 0"), Log, Cancelled)).Succeeded);
    }
}
