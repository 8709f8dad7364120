using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Tests.Flags;

/// <summary>Also the error of an invalid command line is JSON where that is requested.</summary>
public sealed class JsonFlagTests
{
    [Theory]
    [InlineData(true, "show-image", "-json")]
    [InlineData(true, "--json=true", "-nosuch")]
    [InlineData(true, "-json=false", "-json")]
    [InlineData(false, "-json", "-json=false")]
    [InlineData(false, "-json=what")]
    [InlineData(false, "show-image", "--", "-json")]
    [InlineData(false, "json")]
    public void IsRequested_ByTheLastValue(bool expected, params string[] arguments) =>
        Assert.Equal(expected, JsonFlag.IsRequestedBy(arguments));
}
