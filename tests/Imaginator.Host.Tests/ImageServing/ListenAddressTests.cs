using Imaginator.Host.ImageServing;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests.ImageServing;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData(":6971", "[::]:6971")]
    [InlineData("10.1.2.3:6971", "10.1.2.3:6971")]
    [InlineData("[fd00::1]:6971", "[fd00::1]:6971")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData(":6971 -insecure", "127.0.0.1:6971")]
    [InlineData("127.0.0.2:6971 -insecure", "127.0.0.2:6971")]
    [InlineData("[::1]:6971 -insecure", "[::1]:6971")]
    [InlineData(":6971 -insecure -insecureAnywhere", "[::]:6971")]
    [InlineData("10.1.2.3:6971 -insecure -insecureAnywhere", "10.1.2.3:6971")]
    public void Reads_AddressesAndPorts(string arguments, string? expected) =>
        Assert.Equal(expected, Read(arguments)?.EndPoint.ToString());

    [Theory]
    [InlineData("6971")]
    [InlineData("localhost:6971")]
    [InlineData("10.1.2.3")]
    [InlineData("::1")]
    [InlineData(":")]
    [InlineData(":65536")]
    [InlineData(":http")]
    public void Refuses_WhatIsNone(string argument) =>
        Assert.Contains("ADDRESS:PORT", Assert.Throws<UsageException>(() => Read(argument)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("10.1.2.3:6971 -insecure")]
    [InlineData("0.0.0.0:6971 -insecure")]
    [InlineData("[::]:6971 -insecure")]
    public void Refuses_ToServeOthersInsecurely_UnlessAskedTwice(string arguments) =>
        Assert.Contains("-insecureAnywhere", Assert.Throws<UsageException>(() => Read(arguments)).Message, StringComparison.Ordinal);

    private static ListenAddress? Read(string arguments) => ListenAddress.From(
        FlagParser.Parse(DaemonFlags.All, ("-imageServerListen=" + arguments).Split(' '), []).Values);
}
