using Imaginator.Hosting.Configuration;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class RequestVariablesTests : IDisposable
{
    private readonly ConfigurationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task StreamsOfEachKind_DeclareVariables()
    {
        var streams = _fixture.Write("streams.json", """
            {
              "Streams": {"app": {"ManifestUrl": "dir:///a", "RequestVariables": {"N": {"Type": "integer"}, "NAMES": {"Type": "words"}}},
                          "none": {"ManifestUrl": "dir:///a", "RequestVariables": {}}, "old": {"ManifestUrl": "dir:///a"}},
              "StreamPatterns": {"users/.*": {"ManifestUrl": "dir:///a", "RequestVariables": {"A": "a|b"}}}
            }
            """);
        var configuration = await _fixture.LoadGoodAsync($$$$"""
            {
              "BootstrapStreams": {"base": {
                "BootstrapCommand": ["x", "$SUITE", "$dir"], "PackagerType": "deb", "RequestVariables": {"SUITE": "[a-z]+"}}},
              "ImageStreamsUrl": "{{{{streams}}}}"
            }
            """);
        Assert.True(Accepts("base", "SUITE", "trixie"));
        Assert.False(Accepts("base", "SUITE", "trixie; id"));
        Assert.True(Accepts("app", "N", "12"));
        Assert.False(Accepts("app", "N", "-1"));
        Assert.True(Accepts("app", "NAMES", "curl,vim"));
        Assert.False(Accepts("app", "NAMES", "curl,--x"));
        Assert.True(Accepts("users/ann", "A", "b"));
        Assert.False(Accepts("users/ann", "A", "ab"));
        Assert.Empty(configuration.Catalog.Find("none")!.RequestVariables!);
        Assert.Null(configuration.Catalog.Find("old")!.RequestVariables);

        bool Accepts(string stream, string name, string value) =>
            configuration.Catalog.Find(stream)!.RequestVariables![name].Accepts(value);
    }

    [Theory]
    [InlineData("""{"A": "("}""", "RequestVariables.A: error: stream \"app\": invalid ")]
    [InlineData("""{"1A": "x"}""", "invalid variable name \"1A\"; use letters, digits and underscores")]
    [InlineData("""{"A B": "x"}""", "invalid variable name \"A B\"")]
    [InlineData("""{"A": {"Type": "integr"}}""", "unknown type \"integr\"; did you mean \"integer\"?")]
    [InlineData("""{"A": {}}""", "Type")]
    [InlineData("""{"A": 7}""", "a table is expected here, not a number")]
    public async Task BadDeclaration_IsAFaultOfTheStream(string declarations, string fault)
    {
        var result = await LoadAsync($"{{\"Streams\": {{\"app\": {{\"ManifestUrl\": \"dir:///a\", \"RequestVariables\": {declarations}}}}}}}");
        Assert.Contains(fault, string.Join('\n', result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReservedName_IsAFault()
    {
        var result = await LoadAsync("""{"Streams": {"a/.private/b": {"ManifestUrl": "dir:///a"}}}""");
        Assert.Contains("the component \".private\", which is reserved", string.Join('\n', result.Faults), StringComparison.Ordinal);
    }

    private Task<ConfigurationResult<ImaginatorConfiguration>> LoadAsync(string streams) =>
        _fixture.LoadAsync($$"""{"ImageStreamsUrl": "{{_fixture.Write("streams.json", streams)}}"}""");
}
