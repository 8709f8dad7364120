using System.Text;
using Imaginator.Building.Sandboxing.Printing;

namespace Imaginator.Building.Scanners;

public sealed class ScannerEndTests
{
    private const int Aborted = 128 + 6;

    [Theory]
    [InlineData(128 + 9, "", "it was killed")]
    [InlineData(128 + 11, "", "it crashed")]
    [InlineData(Aborted, "Process terminated. Runtime internal error\n", "it crashed: Process terminated. Runtime internal error")]
    [InlineData(
        1, "imaginator-sandbox: memory of the file cannot be read\n",
        "it ended with status 1: imaginator-sandbox: memory of the file cannot be read")]
    public void Crash_IsNotCalledALackOfMemory(int exitCode, string errors, string description)
    {
        Assert.Equal(new ScannerEnd(description, IsOutOfMemory: false), End(exitCode, errors));
    }

    [Theory]
    [InlineData(Aborted, "")]
    [InlineData(Aborted, "Out of memory.\n")]
    [InlineData(Aborted, "Failed to insert thread into async-safe map due to out of memory.\n")]
    [InlineData(1, "imaginator-sandbox: Arg_OutOfMemoryException\n")]
    public void LackOfMemory_IsFoundInTheErrors(int exitCode, string errors)
    {
        Assert.True(End(exitCode, errors).IsOutOfMemory);
    }

    [Fact]
    public void LackOfMemory_IsFoundBeforeALongStack()
    {
        var stack = string.Concat(Enumerable.Repeat("   at imaginator-sandbox!<BaseAddress>+0x1234\n", 50));

        var end = End(Aborted, "Unhandled exception. System.OutOfMemoryException: Arg_OutOfMemoryException\n" + stack);

        Assert.True(end.IsOutOfMemory);
        Assert.StartsWith("it crashed: at imaginator-sandbox", end.Description, StringComparison.Ordinal);
    }

    private static ScannerEnd End(int exitCode, string errors)
    {
        var tail = new OutputTail();
        tail.Append(Encoding.UTF8.GetBytes(errors));
        return ScannerEnd.Of(exitCode, tail);
    }
}
