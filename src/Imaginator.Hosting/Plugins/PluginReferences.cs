using System.Reflection;
using Imaginator.Hosting.Plugins.Sharing;

namespace Imaginator.Hosting.Plugins;

/// <summary>Finds missing assemblies that a plugin's assembly refers to, without loading them.</summary>
internal static class PluginReferences
{
    public static void Check(Assembly assembly, string folder)
    {
        var missing = assembly.GetReferencedAssemblies()
            .Where(reference => !ProgramAssemblies.Contains(reference.Name ?? "") && !File.Exists(Path.Combine(folder, reference.Name + ".dll")))
            .Select(reference => $"{reference.Name} {reference.Version}")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (missing is not null)
        {
            throw new PluginLoadException($"it requires the assembly {missing}, which is not in its folder");
        }
    }
}
