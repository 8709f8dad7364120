using System.Text.Json;

namespace Imaginator.SystemTests;

/// <summary>One manifest of the corpus; see <c>Corpus/README.md</c>.</summary>
/// <param name="Name">Its name, which its stream has too: <c>good/…</c> or <c>bad/…</c>.</param>
internal sealed record CorpusEntry(string Name)
{
    private static readonly string Root = RepositoryFiles.ExistingPathOf("tests", "Imaginator.SystemTests", "Corpus");

    public static IEnumerable<CorpusEntry> All => Of("good").Concat(Of("bad"));

    /// <summary>The value of each <c>NAME=Value</c> line of <c>variables</c>.</summary>
    public string[] Variables => TryRead("variables")?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    public Dictionary<string, JsonElement> StreamFields =>
        TryRead("stream.json") is { } fields ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(fields)! : [];

    public static IEnumerable<CorpusEntry> Of(string kind) =>
        System.IO.Directory.GetDirectories(Path.Combine(Root, kind)).Order(StringComparer.Ordinal)
            .Select(directory => new CorpusEntry($"{kind}/{Path.GetFileName(directory)}"));

    public string Directory(string file) => Path.Combine(Root, Name, file);

    public string? TryRead(string file) => File.Exists(Directory(file)) ? File.ReadAllText(Directory(file)) : null;
}
