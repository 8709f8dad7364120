using System.Runtime.InteropServices;

namespace Imaginator.Building.Tests.Sandboxing.SystemCalls;

/// <summary>What programs in images do works in a sandbox, and nothing of it is reported as denied.</summary>
public sealed class WorkloadTests : SandboxTest
{
    [Theory]
    [InlineData("threads")]
    [InlineData("processes")]
    [InlineData("waiting")]
    [InlineData("files")]
    [InlineData("memory")]
    [InlineData("messages")]
    [InlineData("users")]
    [InlineData("restrictions")]
    public async Task Programs_DoTheirWork(string work)
    {
        NativeProgram.Compile("workload.c", Root.In("bin/workload"), "-pthread");
        Assert.Equal($"{work} ok\n", await PrintedByAsync($"workload {work}"));
    }

    [Fact]
    public async Task Programs_Of32Bits_DoTheirWork()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Only x86-64 runs such programs here.");
        NativeProgram.Compile("hello32.c", Root.In("bin/hello32"), "-m32", "-nostdlib", "-ffreestanding", "-fno-pie", "-no-pie", "-fno-stack-protector");
        var result = await RunAsync("hello32");

        // The kernel has no loader for them (the shell then reads the program as a script), or none that works.
        Assert.SkipWhen(
            Log.Text.Contains("not found", StringComparison.Ordinal) || Log.Text.Contains("hello32: line 1: ", StringComparison.Ordinal),
            "This kernel runs no 32-bit programs.");
        Assert.True(result.Succeeded, Log.Text);
        Assert.Equal(
            "ok\nsandbox policy: mount(2) by \"hello32\" denied\nsandbox policy: ioperm(2) by \"hello32\" denied\n", Log.Text);
    }
}
