using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Tests.Variables;

public sealed class VariableScopeTests
{
    private static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    private static ImageStream Stream(string name, params (string Name, string Value)[] variables) => new()
    {
        Name = name,
        ManifestUrl = "dir:///srv",
        Variables = variables.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value),
    };

    [Theory]
    [InlineData("users/fred/base", "users/fred", "base")]
    [InlineData("base", "", "base")]
    public void Knows_PartsOfStreamName(string name, string directory, string leaf)
    {
        var scope = VariableScope.ForStream(Stream(name), Nothing);

        Assert.Equal(
            $"{name}|{directory}|{leaf}|{Architecture.GoName}",
            scope.Expand("$IMAGE_STREAM|$IMAGE_STREAM_DIRECTORY_NAME|$IMAGE_STREAM_LEAF_NAME|$ARCH"));
    }

    [Fact]
    public void Asks_StreamThenNameThenRequest()
    {
        var request = Nothing.Add("A", "request").Add("B", "request").Add("ARCH", "request");
        var scope = VariableScope.ForStream(Stream("s", ("A", "stream"), ("IMAGE_STREAM", "mine")), request);

        Assert.Equal($"stream request {Architecture.GoName} mine", scope.Expand("$A $B $ARCH $IMAGE_STREAM"));
        Assert.Null(scope.Lookup("E"));
        Assert.Equal("/root", scope.With("A", "/root").Expand("$A"));
    }

    [Theory]
    [InlineData(System.Runtime.InteropServices.Architecture.X64, "amd64")]
    [InlineData(System.Runtime.InteropServices.Architecture.Arm64, "arm64")]
    [InlineData(System.Runtime.InteropServices.Architecture.X86, "386")]
    [InlineData(System.Runtime.InteropServices.Architecture.Ppc64le, "ppc64le")]
    [InlineData(System.Runtime.InteropServices.Architecture.S390x, "s390x")]
    [InlineData(System.Runtime.InteropServices.Architecture.RiscV64, "riscv64")]
    public void Names_ArchitecturesAsGoDoes(System.Runtime.InteropServices.Architecture architecture, string name) =>
        Assert.Equal(name, Architecture.GoNameOf(architecture));
}
