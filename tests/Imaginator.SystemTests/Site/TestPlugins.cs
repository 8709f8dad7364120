using System.Reflection;

namespace Imaginator.SystemTests.Site;

/// <summary>The plugins in tests/Plugins, most of which behave badly.</summary>
internal static class TestPlugins
{
    private static readonly string Built = Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TestPlugins").Value!;

    /// <summary>The files in the folder of a plugin.</summary>
    public static IEnumerable<string> FilesOf(string plugin) =>
        Directory.EnumerateFiles(Built.Replace("NAME", plugin, StringComparison.Ordinal));

    /// <summary>Copies a plugin to a directory of plugins; its assembly is renamed if it gets another name.</summary>
    /// <returns>The folder of the plugin.</returns>
    public static string Copy(string plugin, string directory, string? name = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, name ?? plugin)).FullName;
        foreach (var file in FilesOf(plugin))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file).Replace(plugin, name ?? plugin, StringComparison.Ordinal)));
        }

        return folder;
    }
}
