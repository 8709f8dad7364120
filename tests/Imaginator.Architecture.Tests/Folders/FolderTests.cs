using System.Reflection;

namespace Imaginator.Architecture.Tests.Folders;

public class FolderTests
{
    private const int MaximumFiles = 20;

    public static TheoryData<string> Assemblies => [.. ProductAssemblies.All.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_HaveNoCircles(string assembly)
    {
        var circles = FolderGraph.Of(ProductAssemblies.All.Single(candidate => candidate.GetName().Name == assembly)).Circles();

        Assert.True(circles.Count == 0, $"folders of {assembly} use each other in a circle:\n{string.Join("\n\n", circles)}");
    }

    [Fact]
    public void Finds_ABackArrow()
    {
        var circle = Assert.Single(
            FolderGraph.Of(Assembly.GetExecutingAssembly(), name => name.Contains(".Seeded", StringComparison.Ordinal)).Circles());

        Assert.Contains("Seeded.Front uses Imaginator.Architecture.Tests.Seeded.Back", circle, StringComparison.Ordinal);
        Assert.Contains("Seeded.Back uses Imaginator.Architecture.Tests.Seeded,", circle, StringComparison.Ordinal);
        Assert.Contains("Tests.Seeded uses Imaginator.Architecture.Tests.Seeded.Front", circle, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Types_HaveUniqueNames(string assembly)
    {
        // Generated types have names that no source can have, or lie in namespaces of other vendors.
        var twins = ProductAssemblies.All.Single(candidate => candidate.GetName().Name == assembly).GetTypes()
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("Imaginator", StringComparison.Ordinal) is true)
            .GroupBy(type => type.Name)
            .Where(group => group.Count() > 1)
            .Select(group => string.Join(", ", group.Select(type => type.FullName)))
            .ToArray();

        Assert.True(twins.Length == 0, $"types of {assembly} with the same name:\n{string.Join('\n', twins)}");
    }

    [Fact]
    public void Folders_HoldAtMost20Files()
    {
        var full = Repository.SourceFiles("src", "plugins")
            .GroupBy(path => Path.GetDirectoryName(path)!)
            .Where(folder => folder.Count() > MaximumFiles)
            .Select(folder => $"{folder.Key}: {folder.Count()}")
            .ToArray();

        Assert.True(full.Length == 0, $"folders with more than {MaximumFiles} files:\n{string.Join('\n', full)}");
    }

    [Fact]
    public void Files_AreSmall()
    {
        var lengths = Repository.SourceFiles("src", "plugins")
            .Select(path => (Path: path, Lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .OrderBy(file => file.Lines)
            .ToArray();

        var tooLong = lengths.Where(file => file.Lines > 400).Select(file => $"{file.Path}: {file.Lines}").ToArray();
        Assert.True(tooLong.Length == 0, $"files of more than 400 lines:\n{string.Join('\n', tooLong)}");
        Assert.InRange(lengths[lengths.Length / 2].Lines, 1, 45);
    }

    [Fact]
    public void Namespaces_FollowFolders()
    {
        var strays = Repository.SourceFiles("src", "plugins")
            .Where(path => File.ReadLines(Path.Combine(Repository.Root, path))
                .FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal)) is { } line
                && !EndsWithFolder(line["namespace ".Length..].TrimEnd(';'), path))
            .ToArray();

        Assert.True(strays.Length == 0, $"files whose namespace is not that of their folder:\n{string.Join('\n', strays)}");
    }

    // src/Imaginator.Host/Queue/Journal/X.cs: the namespace ends with Queue.Journal.
    private static bool EndsWithFolder(string space, string path)
    {
        var folders = Path.GetDirectoryName(path)!.Split('/')[2..];
        return folders.Length == 0 || space.EndsWith("." + string.Join('.', folders), StringComparison.Ordinal);
    }
}
