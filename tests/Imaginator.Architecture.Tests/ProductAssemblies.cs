using System.Reflection;
using System.Xml.Linq;

namespace Imaginator.Architecture.Tests;

/// <summary>The assemblies of the product: one for each project in <c>src</c> and <c>plugins</c>.</summary>
internal static class ProductAssemblies
{
    private static readonly Lazy<IReadOnlyList<Assembly>> Loaded = new(Load);

    public static IReadOnlyList<Assembly> All => Loaded.Value;

    /// <summary>The project files, relative to the repository.</summary>
    public static IReadOnlyList<string> ProjectFiles { get; } =
    [
        .. new[] { "src", "plugins" }
            .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Repository.Root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The name of a project's assembly.</summary>
    public static string AssemblyName(string projectFile) =>
        XDocument.Load(Path.Combine(Repository.Root, projectFile)).Descendants("AssemblyName").SingleOrDefault()?.Value
        ?? Path.GetFileNameWithoutExtension(projectFile);

    private static Assembly[] Load() => [.. ProjectFiles.Select(project => Assembly.LoadFrom(PathOf(project)))];

    private static string PathOf(string project)
    {
        var name = AssemblyName(project) + ".dll";
        var beside = Path.Combine(AppContext.BaseDirectory, name);
        if (File.Exists(beside))
        {
            return beside;
        }

        // The sandbox program is built for one architecture and not referenced.
        var output = Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "bin", Repository.Configuration);
        return Directory.EnumerateFiles(output, name, SearchOption.AllDirectories).First();
    }
}
