using System.Runtime.CompilerServices;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>The recorded vectors and captures, which lie in <c>shared/wire</c> beside the repository.</summary>
internal static class WireReference
{
    public static string GetPath(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([Root(), .. parts]);
        return Path.Exists(path)
            ? path
            : throw new InvalidOperationException(
                $"The wire reference is missing: {path}. Put the shared folder beside the clone (../shared/wire).");
    }

    public static IEnumerable<string> List(string folder, string extension) =>
        Directory.EnumerateFiles(GetPath(folder), "*" + extension)
            .Select(path => Path.GetFileName(path)[..^extension.Length])
            .Order(StringComparer.Ordinal);

    // The tests run from bin/, a worktree or a clone: what counts is where this very file was compiled.
    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/wire"));
}
