using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Hosting.Tests.Flags;

public sealed class RpcClientFlagsTests
{
    [Fact]
    public void Sets_TheLimitsOfConnections()
    {
        var options = Apply(
            "-srpcDefaultConnectTimeout=20s", "-srpcDefaultTlsHandshakeTimeout=10s", "-srpcDefaultKeepAlivePeriod=5m",
            "-srpcClientDoNotUseMethodPowers");

        Assert.Equal(TimeSpan.FromSeconds(20), options.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.TlsHandshakeTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.SetUpTimeout);
        Assert.Equal(TimeSpan.FromMinutes(5), options.KeepAlive);
        Assert.True(options.DoNotUsePowers);
    }

    [Theory]
    [InlineData("-srpcClientDoNotUseMethodPowers=false")]
    [InlineData("-srpcDefaultConnectTimeout=0", "-srpcDefaultTlsHandshakeTimeout=0", "-srpcDefaultKeepAlivePeriod=0")]
    public void KeepsTheSettingsOfTheClient_WithoutValues(params string[] arguments)
    {
        var options = Apply(arguments);
        var expected = new SrpcClientOptions();

        Assert.Null(options.ConnectTimeout);
        Assert.Null(options.TlsHandshakeTimeout);
        Assert.Equal(expected.SetUpTimeout, options.SetUpTimeout);
        Assert.Equal(expected.KeepAlive, options.KeepAlive);
        Assert.False(options.DoNotUsePowers);
    }

    // TCP counts seconds, from 1 to 32767.
    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("24h", 32767)]
    public void KeepAlive_HasWhatTcpAccepts(string value, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Apply($"-srpcDefaultKeepAlivePeriod={value}").KeepAlive);

    [Fact]
    public void Refuses_LimitsThatNoTimerHas() =>
        Assert.Throws<UsageException>(() => Apply("-srpcDefaultConnectTimeout=10000h"));

    private static SrpcClientOptions Apply(params string[] arguments) =>
        RpcClientFlags.Apply(FlagParser.Parse(RpcClientFlags.All, arguments, []).Values, new SrpcClientOptions());
}
