using System.IO.Compression;
using Imaginator.Hosting.PluginCommands.Packages;

namespace Imaginator.Hosting.Tests.PluginCommands;

/// <summary>Writes packages of plugins, also wrong ones.</summary>
internal sealed record TestPackage(string Id, string Version)
{
    public string Type { get; init; } = PackageArchive.TypeName;

    /// <summary>The files by their paths in the package.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The package with the files of a folder as those of its plugin.</summary>
    public TestPackage WithPlugin(string folder) => this with
    {
        Files = Directory.EnumerateFiles(folder).ToDictionary(
            file => $"plugin/{Path.GetFileName(folder)}/{Path.GetFileName(file)}", File.ReadAllBytes),
    };

    public TestPackage With(string path, byte[] contents) =>
        this with { Files = new Dictionary<string, byte[]>(Files) { [path] = contents } };

    /// <summary>Writes the package to a directory of packages. Returns the path of the file.</summary>
    public string WriteTo(string directory)
    {
        var path = Path.Combine(Directory.CreateDirectory(directory).FullName, $"{Id}.{Version}.nupkg");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Write(archive, $"{Id}.nuspec", System.Text.Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{Id}</id>
                <version>{Version}</version>
                <authors>tests</authors>
                <description>A plugin for tests.</description>
                <packageTypes><packageType name="{Type}" /></packageTypes>
              </metadata>
            </package>
            """));
        foreach (var (name, contents) in Files)
        {
            Write(archive, name, contents);
        }

        return path;
    }

    private static void Write(ZipArchive archive, string name, byte[] contents)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(contents);
    }
}
