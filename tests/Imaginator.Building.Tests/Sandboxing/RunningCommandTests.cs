using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Printing;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Building.Tests.Sandboxing;

public sealed class RunningCommandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OutputAfterTheCallerHasLeft_IsDropped(bool captures)
    {
        var log = new RecordingLog();
        var command = new SandboxCommand
        {
            Arguments = ["true"],
            Environment = ImmutableSortedDictionary<string, string>.Empty,
            CaptureOutput = captures,
        };
        var running = new RunningCommand(command, log, new OutputBudget(1));
        running.Dispose();

        // An exception would break the connection, and with it all commands of the sandbox.
        running.Print(CommandStream.Output, "late"u8.ToArray());

        Assert.Equal("", log.Text);
    }
}
