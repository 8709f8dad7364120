using System.Text.RegularExpressions;

namespace Imaginator.Operations.Tests.Clone;

/// <summary>
/// Finds references to files outside of the repository, which a clone in an empty directory does not have, and names of hosts of
/// registries and mirrors, which the machine chooses.
/// </summary>
internal static partial class OutsideReferences
{
    private static readonly string[] Made =
        [".git", ".vs", "artifacts", "bin", "obj", "publish", "BenchmarkDotNet.Artifacts", "TestResults"];

    // Recordings and manifests of tests, whose paths and links are data, and the examples of this search.
    private static readonly string[] Data =
    [
        "tests/Wire/vectors/", "tests/Wire/captures/", "tests/Imaginator.SystemTests/Corpus/", "tests/Imaginator.Operations.Tests/Clone/",
        "tests/Imaginator.Building.Tests/Sandboxing/Causes/Corpus/",
    ];

    private static readonly string[] ProjectFiles = [".csproj", ".props", ".targets", ".sln"];

    // Source code of tests is full of hostile relative paths. It finds files through RepositoryFiles alone, which stays inside.
    private static readonly string CompilerPath = "Caller" + "FilePath";

    /// <summary>All references of the repository that lead outside.</summary>
    public static IEnumerable<string> OfRepository() =>
        Files(new DirectoryInfo(RepositoryFiles.Root)).SelectMany(file =>
        {
            var name = Path.GetRelativePath(RepositoryFiles.Root, file.FullName);
            return Data.Any(data => name.StartsWith(data, StringComparison.Ordinal)) ? []
                : file.LinkTarget is { } target ? OfLink(name, target)
                : OfText(name, File.ReadAllText(file.FullName));
        });

    /// <summary>The references of a text file that lead outside.</summary>
    /// <param name="name">The path of the file below the root of the repository.</param>
    /// <param name="text">Its contents.</param>
    public static IEnumerable<string> OfText(string name, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            yield break;
        }

        var number = 0;
        var isExample = false;
        foreach (var line in text.Split('\n'))
        {
            number++;
            isExample ^= Path.GetExtension(name) == ".md" && line.StartsWith("```", StringComparison.Ordinal);
            if (OfLine(name, line, isExample) is { } reference)
            {
                yield return $"{name}:{number}: {reference}";
            }
        }
    }

    /// <summary>The reference of a symbolic link, if it leads outside.</summary>
    public static IEnumerable<string> OfLink(string name, string target) => IsInside(name, target) ? [] : [$"{name}: link to {target}"];

    // The examples of a document are files of its reader: their relative paths lead to others of these.
    private static string? OfLine(string name, string line, bool isExample)
    {
        if (Workspace().Match(line) is { Success: true } known)
        {
            return known.Value;
        }

        if (PackageHost().Match(line) is { Success: true } host)
        {
            return host.Value;
        }

        if (line.Contains(RepositoryFiles.Root + "/", StringComparison.Ordinal))
        {
            return RepositoryFiles.Root;
        }

        if (isExample)
        {
            return null;
        }

        if (Path.GetExtension(name) == ".cs")
        {
            return line.Contains(CompilerPath, StringComparison.Ordinal) ? CompilerPath : null;
        }

        return RelativePath().Matches(line).Select(match => match.Value).FirstOrDefault(path => !IsGood(name, path));
    }

    // A link of a document and an item of a project must exist; a script may name what it makes.
    private static bool IsGood(string name, string path)
    {
        var mustExist = Path.GetExtension(name) == ".md" || ProjectFiles.Contains(Path.GetExtension(name));
        var certain = path.Split('/').TakeWhile(part => part != "NAME" && !part.Contains('*', StringComparison.Ordinal));
        return IsInside(name, path)
            && (!mustExist || Made.Contains(Path.GetFileName(path)) || Path.Exists(Resolve(name, string.Join('/', certain))));
    }

    private static bool IsInside(string name, string path) =>
        (Resolve(name, path) + "/").StartsWith(RepositoryFiles.Root + "/", StringComparison.Ordinal);

    private static string Resolve(string name, string path) =>
        Path.GetFullPath(path, Path.GetDirectoryName(Path.Combine(RepositoryFiles.Root, name))!);

    private static IEnumerable<FileInfo> Files(DirectoryInfo directory)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos().Where(entry => !Made.Contains(entry.Name)))
        {
            if (entry is FileInfo file)
            {
                yield return file;
            }
            else if (entry.LinkTarget is not null)
            {
                yield return new FileInfo(entry.FullName);
            }
            else
            {
                foreach (var below in Files((DirectoryInfo)entry))
                {
                    yield return below;
                }
            }
        }
    }

    // ../x, ../../x/y.md, "$(dirname "$0")/../..", but not "..." nor "1..5".
    [GeneratedRegex(@"(?<![.\w])\.\.(?:/\.\.)*(?:/[\w.@*-]+)+|(?<=/)\.\.(?:/\.\.)*(?![.\w/])")]
    private static partial Regex RelativePath();

    [GeneratedRegex(
        @"\b(?:(?:deb|ftp|http|security|snapshot|archive)\.debian\.org|(?:archive|security|ports)\.ubuntu\.com|nuget\.org"
        + @"|registry\.npmjs\.org|registry-1\.docker\.io|quay\.io|ghcr\.io|(?:dl|mirrors)\.fedoraproject\.org"
        + @"|mirrors?\.(?:centos|rockylinux|almalinux)\.org|download\.opensuse\.org)\b")]
    private static partial Regex PackageHost();

    // The directories of the machine on which the project began.
    [GeneratedRegex(@"\.\./(?:shared|wt)\b|(?<![\w.-])/work/(?:main|shared|wt)\b")]
    private static partial Regex Workspace();
}
