using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Entry;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Tests.Web.Entry;

public sealed class ReadAddressTests
{
    [Theory]
    [InlineData("/healthz", "Open")]
    [InlineData("/readyz", "Open")]
    [InlineData("/assets/x/style.css", "Open")]
    [InlineData("/assetsx", "Site")]
    [InlineData("/sign-in", "Open")]
    [InlineData("/", "StatusPage")]
    [InlineData("", "Site")]
    [InlineData("/metrics", "Status")]
    [InlineData("/METRICS", "Site")]
    [InlineData("/metrics/", "Site")]
    [InlineData("/schemas/manifest.json", "Status")]
    [InlineData("/showImageStreams", "Filtered")]
    [InlineData("/builds/1/log", "Filtered")]
    [InlineData("/api/v1/builds", "Filtered")]
    [InlineData("/api/v2/builds", "Site")]
    [InlineData("/showImage", "Filtered")]
    [InlineData("/setLogLevel", "Site")]
    [InlineData("/_goSRPC_/listMethods", "Site")]
    [InlineData("/showDaemonLog", "Site")]
    [InlineData("/audit", "Filtered")]
    [InlineData("/showStreamGoodBuilds", "Filtered")]
    [InlineData("/data/durations", "Filtered")]
    [InlineData("/data/graph", "Site")]
    [InlineData("/unknown", "Site")]
    public void NewAddresses_AreClosed(string path, string expected) =>
        Assert.Equal(expected, ReadAddress.KindOf(new PathString(path)).ToString());

    [Theory]
    [InlineData("/", true)]
    [InlineData("/showImageStream?x", true)]
    [InlineData("", false)]
    [InlineData("//evil.example/", false)]
    [InlineData("https://evil.example/", false)]
    [InlineData("/\\evil.example/", false)]
    [InlineData("/\tx", false)]
    [InlineData("/\u00fc", false)]
    public void AddressesToReturnTo_AreLocal(string address, bool expected) => Assert.Equal(expected, EntryAddress.IsLocal(address));

    [Fact]
    public void SignIn_KnowsWhereToReturn() => Assert.Equal(
        "/sign-in?returnTo=%2FshowImageStream%3Fbase%2Fx", EntryAddress.OfSignIn($"{PageAddress.Stream}?base/x"));
}
