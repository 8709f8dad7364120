using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class ConfigurationReportTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Says_WhatWasFound()
    {
        _files.Write("streams.json", """
            {"Streams": {"a": {"ManifestUrl": "https://host/"}, "b": {"ManifestUrl": "https://host/"} }, "StreamPatternz": {} }
            """);
        var result = await _files.LoadAsync($$"""
            {"ImageStreamsUrl": "{{_files.PathOf("streams.json")}}",
             "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} } }
            """);
        using var writer = new StringWriter();

        Assert.Equal(0, ConfigurationReport.Write(result, [], writer));
        Assert.Equal(
            $"""
            {_files.PathOf("streams.json")}:1: $.StreamPatternz: warning: the field "StreamPatternz" is unknown and ignored; StreamPatterns was probably meant
            found 1 bootstrap stream, 2 image streams, 0 stream patterns, 2 packager types
            0 errors, 1 warning

            """,
            writer.ToString());
    }

    [Fact]
    public async Task Fails_OnErrors()
    {
        var result = await _files.LoadAsync("""{"BootstrapStreams": {"bell\u0007": 7} }""");
        using var writer = new StringWriter();
        var other = new ConfigurationFault(FaultSeverity.Error, new ConfigurationLocation("/variables", 3), "is bad");

        Assert.Equal(1, ConfigurationReport.Write(result, [other], writer));
        Assert.Equal(
            [
                "/variables:3: error: is bad",
                $@"{_files.MainFile}:1: $.BootstrapStreams['bell\x07']: error: stream ""bell\x07"": invalid stream name: it contains a control character; write a path such as base/debian",
                "found 0 bootstrap streams, 0 image streams, 0 stream patterns, 2 packager types",
                "2 errors, 0 warnings",
                "",
            ],
            writer.ToString().Split('\n'));
    }
}
