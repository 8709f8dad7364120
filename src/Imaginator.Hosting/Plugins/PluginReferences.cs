using System.Reflection;

namespace Imaginator.Hosting.Plugins;

/// <summary>Looks whether everything is there that a plugin's assembly refers to, without loading any of it.</summary>
internal static class PluginReferences
{
    /// <summary>Looks.</summary>
    /// <param name="assembly">The plugin's assembly.</param>
    /// <param name="folder">The plugin's folder.</param>
    /// <exception cref="PluginLoadException">Something is neither in the folder nor does the program have it.</exception>
    public static void Check(Assembly assembly, string folder)
    {
        var missing = assembly.GetReferencedAssemblies()
            .Where(reference => !ProgramAssemblies.Contains(reference.Name ?? "") && !File.Exists(Path.Combine(folder, reference.Name + ".dll")))
            .Select(reference => $"{reference.Name} {reference.Version}")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (missing is not null)
        {
            throw new PluginLoadException($"it needs the assembly {missing}, which is not in its folder");
        }
    }
}
