using System.Text.Json;
using Imaginator.Building.Documents;
using Imaginator.Host.Checking;

namespace Imaginator.Host.Tests.Checking;

/// <summary>Faults in the form that forges show in the files of a change.</summary>
public sealed class AnnotationTests
{
    private static readonly ConfigurationFault InRepository = new(
        FaultSeverity.StreamError, new ConfigurationLocation("/checkout/a,b/streams.json", 3, "$.Streams['x']"), "100% wrong\nreally");

    private static readonly ConfigurationFault Elsewhere = new(
        FaultSeverity.Warning, new ConfigurationLocation("https://host/m.git: web/manifest", 2), "odd");

    private static readonly ConfigurationFault OfAFile = new(FaultSeverity.Error, new ConfigurationLocation("/checkout/conf.json"), "bad");

    private readonly AnnotatedFile _files = new("/checkout");

    [Fact]
    public void GitHub_GetsWorkflowCommands()
    {
        using var output = new StringWriter { NewLine = "\n" };

        GitHubAnnotations.Write([InRepository, Elsewhere, OfAFile], _files, output);

        Assert.Equal(
            """
            ::error file=a%2Cb/streams.json,line=3::$.Streams['x']: 100%25 wrong%0Areally
            ::warning::https://host/m.git: web/manifest:2: odd
            ::error file=conf.json,line=1::bad

            """,
            output.ToString());
    }

    [Fact]
    public void GitLab_GetsACodeQualityReport()
    {
        using var output = new StringWriter();

        GitLabReport.Write([InRepository, Elsewhere], _files, output);

        using var json = JsonDocument.Parse(output.ToString());
        var first = json.RootElement[0];
        Assert.Equal("$.Streams['x']: 100% wrong\nreally", first.GetProperty("description").GetString());
        Assert.Equal("imaginator", first.GetProperty("check_name").GetString());
        Assert.Equal("major", first.GetProperty("severity").GetString());
        Assert.Equal("a,b/streams.json", first.GetProperty("location").GetProperty("path").GetString());
        Assert.Equal(3, first.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32());
        Assert.Equal(64, first.GetProperty("fingerprint").GetString()!.Length);
        Assert.Equal("minor", json.RootElement[1].GetProperty("severity").GetString());
    }

    [Fact]
    public void Fingerprint_DoesNotChangeWithTheLine() => Assert.Equal(
        FingerprintOf(InRepository), FingerprintOf(InRepository with { Location = InRepository.Location with { Line = 90 } }));

    private string FingerprintOf(ConfigurationFault fault)
    {
        using var output = new StringWriter();
        GitLabReport.Write([fault], _files, output);
        using var json = JsonDocument.Parse(output.ToString());
        return json.RootElement[0].GetProperty("fingerprint").GetString()!;
    }
}
