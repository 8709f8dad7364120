using System.Net;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Tests.Sandboxing.Networks;

public sealed class ReservedNetworkTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    public void Contains_TheMachineItsLinkAndItsIdentity(string address) =>
        Assert.True(ReservedNetworks.Contain(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("100.100.100.201")]
    [InlineData("169.253.1.1")]
    [InlineData("198.51.100.7")]
    [InlineData("2001:db8::1")]
    [InlineData("fd00:ec2::253")]
    [InlineData("::ffff:198.51.100.7")]
    public void Leaves_Others(string address) => Assert.False(ReservedNetworks.Contain(IPAddress.Parse(address)));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("a.LOCALHOST.", true)]
    [InlineData("2130706433", true)]
    [InlineData("0x7f.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("localhost.example.org", false)]
    [InlineData("198.51.100.7", false)]
    public void Knows_NamesAndNotations(string host, bool isReserved) =>
        Assert.Equal(isReserved, ReservedNetworks.ContainHost(host));

    [Theory]
    [InlineData("git.example.org", "git.example.org", 443, true)]
    [InlineData("git.example.org", "GIT.example.org.", 443, true)]
    [InlineData("git.example.org", "git.example.org", 444, false)]
    [InlineData("git.example.org", "a.git.example.org", 443, false)]
    [InlineData("git.example.org:8443", "git.example.org", 8443, true)]
    [InlineData("*.example.org", "a.b.example.org", 443, true)]
    [InlineData("*.example.org", "example.org", 443, false)]
    [InlineData("*.example.org", "badexample.org", 443, false)]
    [InlineData("[2001:db8::1]:8443", "2001:db8::1", 8443, true)]
    public void Patterns_CoverServers(string text, string host, int port, bool matches)
    {
        Assert.True(HostPattern.TryParse(text, out var pattern));
        Assert.Equal(matches, pattern.Matches(host, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("a.*.example.org")]
    [InlineData("https://example.org")]
    [InlineData("example.org/path")]
    [InlineData("example.org:0")]
    [InlineData("example.org:x")]
    public void Patterns_MustBeServers(string text) => Assert.False(HostPattern.TryParse(text, out _));

    [Fact]
    public void IPv6_IsThatOfTheRoutes()
    {
        const string Zero = "00000000000000000000000000000000";
        const string Rest = $"00 {Zero} 00000100 00000001 00000000";
        var local = $"fd000000000000000000000000000000 40 {Zero} {Rest} 00000001     eth0";
        var link = $"fe800000000000000000000000000000 40 {Zero} {Rest} 00000001     eth0";
        var loopback = $"00000000000000000000000000000001 80 {Zero} {Rest} 80200001       lo";
        var unreachable = $"{Zero} 00 {Zero} {Rest} 00200200       lo";
        var all = $"{Zero} 00 {Zero} {Rest} 00000003     eth0";

        Assert.Equal([IPNetwork.Parse("fd00::/64")], HostRoutes.ParseIPv6([local, link, loopback, unreachable]));
        Assert.Equal([IPNetwork.Parse("::/0")], HostRoutes.ParseIPv6([local, all]));
        Assert.Empty(HostRoutes.ParseIPv6([link, loopback, unreachable]));
    }
}
