using System.Collections.Immutable;
using System.Xml.Linq;

namespace Imaginator.Architecture.Tests.Projects;

public class ProjectTests
{
    /// <summary>Which projects of the product a project may refer to, directly or not. docs/explanation/architecture.md has the same table.</summary>
    private static readonly ImmutableDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Imaginator.Primitives"] = [],
        ["Imaginator.Abstractions"] = ["Imaginator.Primitives"],
        ["Imaginator.Linux"] = ["Imaginator.Primitives"],
        ["Imaginator.Scanning"] = ["Imaginator.Abstractions", "Imaginator.Linux"],
        ["Imaginator.Sandbox"] = ["Imaginator.Scanning"],
        ["Imaginator.Protocol"] = ["Imaginator.Abstractions", "Imaginator.Linux"],
        ["Imaginator.Building"] = ["Imaginator.Scanning"],
        ["Imaginator.Testing"] = ["Imaginator.Building"],
        ["Imaginator.Connections"] = [],
        ["Imaginator.PackageCache"] = ["Imaginator.Building", "Imaginator.Connections"],
        ["Imaginator.ImageServing"] = ["Imaginator.Linux", "Imaginator.Protocol"],
        ["Imaginator.Hosting"] = ["Imaginator.Building", "Imaginator.Protocol"],
        ["Imaginator.State"] = ["Imaginator.Hosting"],
        ["Imaginator.Postgres"] = ["Imaginator.State"],
        ["Imaginator.BuilderTool"] = ["Imaginator.Hosting"],
        ["Imaginator.Host"] = ["Imaginator.Hosting", "Imaginator.PackageCache", "Imaginator.ImageServing"],
        ["Deb"] = ["Imaginator.Abstractions"],
        ["Rpm"] = ["Imaginator.Abstractions"],
        ["DirSource"] = ["Imaginator.Abstractions", "Imaginator.Linux"],
        ["GitSource"] = ["Imaginator.Abstractions", "Imaginator.Linux"],
        ["LocalStore"] = ["Imaginator.Abstractions", "Imaginator.Linux"],
        ["S3"] = ["Imaginator.Abstractions", "Imaginator.Linux"],
        ["ImageServer"] = ["Imaginator.Abstractions", "Imaginator.Protocol"],
        ["Webhooks"] = ["Imaginator.Abstractions"],
        ["Mail"] = ["Imaginator.Abstractions"],
    }.ToImmutableDictionary();

    private static readonly string[] Packaged = ["Imaginator.Primitives", "Imaginator.Abstractions", "Imaginator.Testing"];

    public static TheoryData<string> Projects => [.. ProductAssemblies.ProjectFiles];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_ReferToThoseBelowThem(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.ContainsKey(name), $"{name} is not in the table of this test: say what it may refer to");

        var allowed = Below(name);
        Assert.All(References(project), reference => Assert.Contains(reference, allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Internals_AreVisibleToAssembliesThatExist(string project)
    {
        var assemblies = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => ProductAssemblies.AssemblyName(Path.GetRelativePath(Repository.Root, path)));

        Assert.All(Elements(project, "InternalsVisibleTo"), friend => Assert.Contains(friend, assemblies));
    }

    [Fact]
    public void Public_IsWhatAnotherProjectUses()
    {
        var assemblies = ProductAssemblies.All
            .Where(assembly => !Packaged.Contains(assembly.GetName().Name) && assembly.GetTypes().Length > 0)
            .ToArray();
        var used = UsedTypes.WithSignatures(assemblies.SelectMany(assembly => assembly.GetExportedTypes()));
        var strays = assemblies
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsNested && !used.Contains(type))
            .Where(type => type != type.Assembly.EntryPoint?.DeclaringType && !type.GetInterfaces().Any(part => part.Name == "IPlugin"))
            .Select(type => $"{type.Assembly.GetName().Name}: {type.FullName}")
            .ToArray();

        Assert.True(
            strays.Length == 0, $"public types that no other project uses; make them internal:\n{string.Join('\n', strays)}");
    }

    private static IEnumerable<string> References(string project) =>
        Elements(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

    private static string[] Elements(string project, string name) =>
    [
        .. XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(name)
            .Select(element => (string?)element.Attribute("Include")).OfType<string>(),
    ];

    private static HashSet<string> Below(string name)
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Allowed[name]);
        while (open.TryPop(out var next))
        {
            if (below.Add(next))
            {
                Array.ForEach(Allowed[next], open.Push);
            }
        }

        return below;
    }
}
