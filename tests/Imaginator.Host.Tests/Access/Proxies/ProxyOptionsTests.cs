using System.Net;
using Imaginator.Host.Access.Proxies;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests.Access.Proxies;

public sealed class ProxyOptionsTests
{
    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    [InlineData("10.255.0.1", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    public void Proxies_AreAddressesAndNetworks(string address, bool expected) => Assert.Equal(
        expected, Read("-trustedProxies=192.0.2.7,10.0.0.0/8,2001:db8::/32").Trusts(IPAddress.Parse(address)));

    [Fact]
    public void NoProxy_IsTrustedByDefault()
    {
        Assert.False(Read().Trusts(IPAddress.Loopback));
        Assert.False(Read().Trusts(null));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("/imaginator", "/imaginator")]
    [InlineData("/a/b-c/", "/a/b-c")]
    public void PathBase_IsAPath(string text, string expected) => Assert.Equal(expected, Read($"-pathBase={text}").PathBase.Value ?? "");

    [Theory]
    [InlineData("-pathBase=imaginator")]
    [InlineData("-pathBase=//evil")]
    [InlineData("-pathBase=/a/../b")]
    [InlineData("-pathBase=/a\"b")]
    [InlineData("-trustedProxies=proxy.example")]
    [InlineData("-trustedProxies=10.0.0.1/8")]
    public void InvalidValues_AreUsageErrors(string argument) => Assert.Throws<UsageException>(() => Read(argument));

    private static ProxyOptions Read(params string[] arguments) => ProxyOptions.From(FlagParser.Parse(DaemonFlags.All, arguments, []).Values);
}
