namespace Imaginator.BuilderTool.Tests.Daemon;

/// <summary>What users read when there is no daemon, or it does not let them in.</summary>
public sealed class UnreachableDaemonTests
{
    [Fact]
    public async Task SaysWhereItLooked_AndHowToNameAnotherPlace()
    {
        var port = FreePort.Next();
        var run = await BuilderToolRun.RunAsync(
            "build-image", "some/stream", "-imaginatorHostname=127.0.0.1", $"-imaginatorPortNum={port}");

        run.ShouldFail(1, $"127.0.0.1:{port}", "-imaginatorHostname");
    }

    [Fact]
    public async Task WrongOperands_AreAUsageError() =>
        (await BuilderToolRun.RunAsync("build-image")).ShouldFail(2, "build-image [FLAG...] STREAM [GIT-BRANCH]");
}
