namespace Imaginator.Prose.Tests.Texts;

/// <summary>All texts of a repository that people read.</summary>
internal static class RepositoryTexts
{
    private static readonly string[] SkippedDirectories =
        ["bin", "obj", "artifacts", ".git", ".vs", ".ci", ".github", "node_modules", "Corpus", "TestResults", "BenchmarkDotNet.Artifacts", "vendor"];

    /// <summary>Reads the texts of all files, or of those below some paths.</summary>
    public static IEnumerable<Text> Of(string root, IReadOnlyCollection<string> paths) =>
        Files(root, root)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(path => paths.Count == 0 || paths.Any(selected => IsBelow(path, selected)))
            .Order(StringComparer.Ordinal)
            .AsParallel().AsOrdered()
            .SelectMany(path => OfFile(root, path).ToList());

    private static bool IsBelow(string path, string selected)
    {
        selected = Path.TrimEndingDirectorySeparator(selected.StartsWith("./", StringComparison.Ordinal) ? selected[2..] : selected);
        return selected is "." or "" || path == selected || path.StartsWith(selected + "/", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files(string root, string directory) =>
        Directory.EnumerateFiles(directory).Concat(
            Directory.EnumerateDirectories(directory)
                .Where(child => !SkippedDirectories.Contains(Path.GetFileName(child)))
                .SelectMany(child => Files(root, child)));

    private static IEnumerable<Text> OfFile(string root, string path)
    {
        var isSource = path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("plugins/", StringComparison.Ordinal);
        var isPackaging = path.StartsWith("packaging/", StringComparison.Ordinal);
        var content = new Lazy<string>(() => File.ReadAllText(Path.Combine(root, path)));
        return Path.GetExtension(path) switch
        {
            ".cs" when isSource => CSharpTexts.Of(path, content.Value),
            ".cshtml" when isSource => SliceTexts.Of(path, content.Value),
            ".md" => MarkdownTexts.Of(path, content.Value),
            ".Debian" => MarkdownTexts.Of(path, content.Value),
            ".js" or ".css" when isSource => CommentTexts.Of(path, content.Value, "//"),
            [.., >= '1' and <= '8'] when path.Contains("/man/", StringComparison.Ordinal) => ManualTexts.Of(path, content.Value),
            ".yml" or ".json" when isPackaging => AnnotationTexts.Of(path, content.Value),
            ".sh" => ScriptTexts.Of(path, content.Value),
            "" or ".service" when isPackaging => ScriptTexts.Of(path, content.Value),
            _ => [],
        };
    }
}
