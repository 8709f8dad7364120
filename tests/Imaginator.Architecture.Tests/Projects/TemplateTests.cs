using System.Text.Json;
using System.Xml.Linq;

namespace Imaginator.Architecture.Tests.Projects;

/// <summary>The templates and samples of plugins, which no project of the solution refers to.</summary>
public class TemplateTests
{
    public static TheoryData<string> Templates =>
        [.. Directory.EnumerateDirectories(RepositoryFiles.PathOf("templates", "content")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Templates_UseThePackagesOfThisVersion(string template)
    {
        var file = RepositoryFiles.PathOf("templates", "content", template, ".template.config", "template.json");
        using var description = JsonDocument.Parse(File.ReadAllText(file));
        var version = description.RootElement.GetProperty("symbols").GetProperty("imaginatorVersion").GetProperty("defaultValue").GetString();
        Assert.Equal(Elements("Directory.Build.props", "VersionPrefix").Single().Value, version);

        var tests = Path.Combine("templates", "content", template, "tests", "TemplatePlugin.Tests", "TemplatePlugin.Tests.csproj");
        Assert.Equal(VersionOf("Directory.Packages.props", "PackageVersion", "xunit.v3"), VersionOf(tests, "PackageReference", "xunit.v3"));
    }

    [Theory]
    [InlineData("Apk")]
    [InlineData("Ntfy")]
    [InlineData("Pacman")]
    public void Samples_UseThePackagesOfThisVersion(string sample)
    {
        Assert.Equal(
            Elements("Directory.Build.props", "VersionPrefix").Single().Value,
            Elements(Path.Combine("samples", "Directory.Build.props"), "ImaginatorVersion").Single().Value);

        var tests = Path.Combine("samples", sample, "tests", $"{sample}.Tests", $"{sample}.Tests.csproj");
        Assert.Equal(VersionOf("Directory.Packages.props", "PackageVersion", "xunit.v3"), VersionOf(tests, "PackageReference", "xunit.v3"));
    }

    private static string VersionOf(string file, string element, string package) =>
        (string)Elements(file, element).Single(candidate => (string?)candidate.Attribute("Include") == package).Attribute("Version")!;

    private static IEnumerable<XElement> Elements(string file, string name) =>
        XDocument.Load(Path.Combine(Repository.Root, file)).Descendants(name);
}
