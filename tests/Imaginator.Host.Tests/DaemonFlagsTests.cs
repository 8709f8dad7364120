using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests;

public sealed class DaemonFlagsTests
{
    // The table of the flags of existing sites, as they may write them.
    [Theory]
    [InlineData("portNum=6975")]
    [InlineData("configurationUrl=file:///etc/imaginator/conf.json")]
    [InlineData("imageServerHostname=localhost")]
    [InlineData("imageServerPortNum=6971")]
    [InlineData("presentationImageServerHostname=host")]
    [InlineData("variablesFile=/etc/imaginator/variables")]
    [InlineData("stateDir=/var/lib/imaginator")]
    [InlineData("logDir=/var/log/imaginator")]
    [InlineData("logQuota=100MiB")]
    [InlineData("logFileMaxSize=10MiB")]
    [InlineData("logbufLines=1024")]
    [InlineData("alsoLogToStderr=true")]
    [InlineData("initialLogDebugLevel=-1")]
    [InlineData("logSubseconds=true")]
    [InlineData("buildLogDir=/var/log/imaginator/builds")]
    [InlineData("buildLogQuota=100MiB")]
    [InlineData("imageRebuildInterval=0")]
    [InlineData("maximumBuildDuration=24h")]
    [InlineData("minimumExpirationDuration=15m")]
    [InlineData("maximumExpirationDuration=24h")]
    [InlineData("maximumExpirationDurationPrivileged=730h")]
    [InlineData("maximumConcurrentBuildsPerUser=1")]
    [InlineData("CAfile=/etc/ssl/CA.pem")]
    [InlineData("identityCAfile=/etc/ssl/IdentityCA.pem")]
    [InlineData("certFile=/etc/ssl/imaginator/cert.pem")]
    [InlineData("keyFile=/etc/ssl/imaginator/key.pem")]
    [InlineData("srpcTrustedUsers=fred,wilma")]
    [InlineData("srpcTrustedGroups=staff")]
    [InlineData("slaveDriverConfigurationFile=/etc/imaginator/workers.json")]
    [InlineData("logAtStartup=false")]
    [InlineData("idleMarkTimeout=1h")]
    [InlineData("srpcClientDoNotUseMethodPowers=true")]
    [InlineData("srpcDefaultConnectTimeout=15s")]
    [InlineData("srpcDefaultKeepAlivePeriod=5m")]
    [InlineData("srpcDefaultTlsHandshakeTimeout=15s")]
    [InlineData("srpcProxy=proxy:1080")]
    [InlineData("srpcTrustVmOwners=true")]
    [InlineData("srpcUnixSocketPath=@SRPC")]
    public void Accepts_FlagsOfExistingSites(string flag) =>
        Assert.Empty(FlagParser.Parse(DaemonFlags.All, ["-" + flag], []).Arguments);

    [Fact]
    public void HasNoEffect_OfFlags_OnlyForOthersParts() => Assert.Equal(
        ["idleMarkTimeout", "srpcProxy", "srpcTrustVmOwners", "srpcUnixSocketPath"],
        DaemonFlags.All.Where(flag => flag.NoEffect.Length > 0).Select(flag => flag.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void HasEachFlagOnce_WithDescription()
    {
        Assert.Equal(DaemonFlags.All.Length, DaemonFlags.All.Select(flag => flag.Name).Distinct().Count());
        Assert.All(DaemonFlags.All, flag => Assert.EndsWith(".", flag.Description, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("local:///var/lib/imaginator/store")]
    [InlineData("local:///s/store", "-stateDir=/s")]
    [InlineData("imageserver://host:6971", "-imageServerHostname=host")]
    [InlineData("imageserver://localhost:1", "-imageServerHostname=localhost", "-imageServerPortNum=1")]
    [InlineData("/store", "-imageServerHostname=host", "-imageStore=/store")]
    public void Chooses_ImageStore(string url, params string[] arguments) =>
        Assert.Equal(url, SharedFlags.ImageStoreUrl(FlagParser.Parse(DaemonFlags.All, arguments, []).Values));
}
