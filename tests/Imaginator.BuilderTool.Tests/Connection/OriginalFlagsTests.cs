using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Tests.Connection;

/// <summary>Flag files and scripts for the builder-tool of Dominator work with this one.</summary>
public sealed class OriginalFlagsTests
{
    [Theory]
    [InlineData("alwaysShowBuildLog=true")]
    [InlineData("bindMounts=/a,/b")]
    [InlineData("certDirectory=/root/.ssl")]
    [InlineData("cpuProfileFilename=/tmp/profile")]
    [InlineData("digraphExcludes=a,b")]
    [InlineData("digraphIncludes=a,b")]
    [InlineData("disableFor=5m")]
    [InlineData("expiresIn=1h")]
    [InlineData("imageFilename=/tmp/image")]
    [InlineData("imageServerHostname=localhost")]
    [InlineData("imageServerPortNum=6971")]
    [InlineData("imaginatorHostname=localhost")]
    [InlineData("imaginatorPortNum=6975")]
    [InlineData("logDatestamps=true")]
    [InlineData("logDebugLevel=1")]
    [InlineData("logSubseconds=true")]
    [InlineData("maxSourceAge=1h")]
    [InlineData("maximumBuildDuration=24h")]
    [InlineData("mtimesCopyFilterFile=/tmp/filter")]
    [InlineData("rawSize=4GiB")]
    [InlineData("showFetchLog=true")]
    [InlineData("srpcClientDoNotUseMethodPowers=true")]
    [InlineData("srpcDefaultConnectTimeout=15s")]
    [InlineData("srpcDefaultKeepAlivePeriod=5m")]
    [InlineData("srpcDefaultTlsHandshakeTimeout=15s")]
    [InlineData("srpcProxy=proxy:1080")]
    [InlineData("srpcTrustVmOwners=true")]
    [InlineData("srpcUnixSocketPath=@SRPC")]
    [InlineData("variablesFilename=/tmp/variables")]
    [InlineData("waitForAutoRebuilds=true")]
    [InlineData("waitToStartAutoRebuilds=true")]
    public void Accepts_FlagsOfTheOriginal(string flag) =>
        Assert.Empty(FlagParser.Parse(BuilderToolProgram.Describe().AllFlags, ["-" + flag], []).Arguments);

    [Fact]
    public async Task Warns_OfFlagsWithoutEffect_WithTheReason()
    {
        var run = (await BuilderToolRun.RunAsync("-cpuProfileFilename=/tmp/profile", "completion")).ShouldSucceed();

        Assert.StartsWith("builder-tool: warning: flag -cpuProfileFilename has no effect: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task DoesNotWarn_OfValuesThatAskForNothing()
    {
        var run = await BuilderToolRun.RunAsync("-srpcTrustVmOwners=false", "-srpcUnixSocketPath=", "-srpcProxy=", "completion");

        Assert.Equal("", run.ShouldSucceed().Error);
    }
}
