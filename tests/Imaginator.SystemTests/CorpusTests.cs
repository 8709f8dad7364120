using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Each row of the table of manifest entries, in the positive and in the negative; see <c>Corpus/README.md</c>.</summary>
public sealed class CorpusTests(CorpusSite corpus) : IClassFixture<CorpusSite>
{
    public static TheoryData<string> Good => [.. CorpusEntry.Of("good").Select(entry => entry.Name)];

    public static TheoryData<string> Bad => [.. CorpusEntry.Of("bad").Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Builds(string name)
    {
        var entry = new CorpusEntry(name);
        var build = await BuildAsync(entry);
        Assert.True(build.Result == "succeeded", $"{build.Failure}\n{build.Log}");
        var image = build.Image;
        Assert.Contains($"\"{image}\"", await ImagesAsync(name), StringComparison.Ordinal);
        if (entry.TryRead("image.json") is { } expected)
        {
            var shown = (await corpus.Site.ToolAsync("show-image", "-json", image)).ShouldSucceed().Output;
            using var shownDocument = JsonDocument.Parse(shown);
            using var expectedDocument = JsonDocument.Parse(expected);
            AssertContains(expectedDocument.RootElement, shownDocument.RootElement, "$");
        }

        if (entry.TryRead("check") is { } check)
        {
            var target = Path.Combine(corpus.Site.Root, "unpacked", name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            (await corpus.Site.ToolAsync("get-image", image, target)).ShouldSucceed();
            (await RunningProgram.RunAsync("sh", ["-exc", $"cd '{target}'\n{check}"])).ShouldSucceed();
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Refuses(string name)
    {
        var entry = new CorpusEntry(name);
        var build = await BuildAsync(entry);
        Assert.True(build.Result == "failed", $"{build.Result}\n{build.Log}");
        var said = $"{build.Log}\n{build.Failure}";
        foreach (var part in entry.TryRead("failure")!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Several faults stand in the log, each in a line of its own.
            Assert.True(said.Contains(part, StringComparison.Ordinal), $"{part} is missing in:\n{said}");
        }

        Assert.DoesNotContain("   at Imaginator", said, StringComparison.Ordinal);
        Assert.DoesNotContain(build.Failure, letter => char.IsControl(letter));
        Assert.DoesNotContain(build.Log, letter => char.IsControl(letter) && letter != '\n');
        Assert.Empty(corpus.Site.Leftovers());
        Assert.DoesNotContain($"\"{name}/", await ImagesAsync(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_RefusesWithoutControlCharacters()
    {
        const string Name = "bad/control-characters";
        var result = (await corpus.Site.BuildAsync(Name)).ShouldFail(1);
        Assert.Contains($"imaginator: {Name}: ", result.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Error, letter => char.IsControl(letter) && letter != '\n');
    }

    private Task<string> ImagesAsync(string stream) =>
        corpus.Daemon.PageAsync($"/api/v1/images?directory={Uri.EscapeDataString(stream)}");

    private async Task<DaemonBuild> BuildAsync(CorpusEntry entry)
    {
        if (entry.TryRead("setup") is { } setup)
        {
            (await RunningProgram.RunAsync("sh", ["-exc", $"cd '{corpus.Site.ManifestDirectory(entry.Name)}'\n{setup}"])).ShouldSucceed();
        }

        var variables = entry.Variables.Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return await DaemonBuild.RunAsync(corpus.Daemon, entry.Name, variables);
    }

    /// <summary>Everything that is expected is there; of a list of objects with paths, those with the expected paths count.</summary>
    private static void AssertContains(JsonElement expected, JsonElement actual, string place)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                {
                    var found = actual.TryGetProperty(property.Name, out var value);
                    if (property.Value.ValueKind == JsonValueKind.Null)
                    {
                        Assert.False(found, $"{place}.{property.Name} is there");
                        continue;
                    }

                    Assert.True(found, $"{place}.{property.Name} is missing in {actual}");
                    AssertContains(property.Value, value, $"{place}.{property.Name}");
                }

                break;
            case JsonValueKind.Array when place == "$.tree":
                foreach (var item in expected.EnumerateArray())
                {
                    var path = item.GetProperty("path").GetString();
                    AssertContains(
                        item, actual.EnumerateArray().Single(other => other.GetProperty("path").GetString() == path), $"{place}[{path}]");
                }

                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{place} is {actual}");
                for (var i = 0; i < expected.GetArrayLength(); i++)
                {
                    AssertContains(expected[i], actual[i], $"{place}[{i}]");
                }

                break;
            default:
                Assert.True(expected.ToString() == actual.ToString(), $"{place} is {actual}, not {expected}");
                break;
        }
    }
}
