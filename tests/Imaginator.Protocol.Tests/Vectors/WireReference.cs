namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>The recorded vectors and captures; see <c>tests/Wire/README.md</c>.</summary>
internal static class WireReference
{
    public static string GetPath(params ReadOnlySpan<string> parts) => RepositoryFiles.ExistingPathOf(["tests", "Wire", .. parts]);

    public static IEnumerable<string> List(string folder, string extension) =>
        Directory.EnumerateFiles(GetPath(folder), "*" + extension)
            .Select(path => Path.GetFileName(path)[..^extension.Length])
            .Order(StringComparer.Ordinal);
}
