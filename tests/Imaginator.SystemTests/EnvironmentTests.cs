using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Variables of commands that the corpus cannot show: what is known of the manifest's commit, and the time zone.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private const string Note = "#!/bin/sh\necho \"$MANIFEST_GIT_COMMIT_ID|$REQUESTED_GIT_BRANCH|$TZ\" >/noted\n";

    private readonly BuildSite _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("", "main")]
    [InlineData("other", "other")]
    [InlineData("COMMIT", "")]
    public async Task Scripts_KnowCommitAndBranchOfTheManifest(string branch, string expected)
    {
        var repository = Path.Combine(_site.Root, "repository");
        _site.Stream("noted", "base", ("scripts/note", Note));
        var script = $"""
            set -e
            cp -a '{_site.ManifestDirectory("noted")}' '{repository}'; cd '{repository}'
            git init -q -b main . 2>/dev/null; git add -A; git -c user.name=n -c user.email=e commit -q -m message
            git branch other; git rev-parse HEAD
            """;
        var commit = (await RunningProgram.RunAsync("sh", ["-c", script])).ShouldSucceed().Result;
        _site.StreamField("noted", "ManifestUrl", $"file://{repository}");
        string[] asked = branch.Length == 0 ? [] : [branch.Replace("COMMIT", commit, StringComparison.Ordinal)];

        var image = (await RunningProgram.RunAsync(Distribution.Imaginator, [.. _site.BuildArguments("noted"), .. asked]))
            .ShouldSucceed().Result;

        Assert.Equal($"{commit}|{expected}|\n", await _site.ReadAsync(image, "noted"));
    }

    [Fact]
    public async Task Scripts_HaveTheTimeZoneOfWhoeverBuilds_AndNoCommitWithoutGit()
    {
        _site.Stream("noted", "base", ("scripts/note", Note));

        var built = await RunningProgram.RunAsync(
            Distribution.Imaginator, _site.BuildArguments("noted"), new Dictionary<string, string?> { ["TZ"] = "Asia/Tokyo" });

        Assert.Equal("||Asia/Tokyo\n", await _site.ReadAsync(built.ShouldSucceed().Result, "noted"));
    }
}
