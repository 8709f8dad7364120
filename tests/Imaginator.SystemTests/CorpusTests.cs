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
        var image = (await BuildAsync(entry)).ShouldSucceed().Result;
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
        var result = (await BuildAsync(entry)).ShouldFail(1);
        foreach (var part in entry.TryRead("failure")!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Several faults stand in the log, each in a line of its own.
            Assert.Contains(part, result.Error, StringComparison.Ordinal);
        }

        Assert.Contains($"imaginator: {name}: ", result.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Error, letter => char.IsControl(letter) && letter != '\n');
        Assert.Empty(corpus.Site.Leftovers());
        (await corpus.Site.ToolAsync("find-latest-image", name)).ShouldFail(1);
    }

    private async Task<ProgramResult> BuildAsync(CorpusEntry entry)
    {
        if (entry.TryRead("setup") is { } setup)
        {
            (await RunningProgram.RunAsync("sh", ["-exc", $"cd '{corpus.Site.ManifestDirectory(entry.Name)}'\n{setup}"])).ShouldSucceed();
        }

        return await corpus.Site.BuildAsync(entry.Name, $"-variables={string.Join(',', entry.Variables)}");
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
