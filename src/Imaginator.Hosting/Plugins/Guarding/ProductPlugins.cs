using System.Reflection;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>
/// Recognizes the plugins that come with the product, by a mark that their build writes into the assembly. A forged
/// mark gives a plugin no rights: it only removes guards, and the code of all plugins runs in the program.
/// </summary>
internal static class ProductPlugins
{
    private const string Mark = "Imaginator.PluginOfProduct";

    public static bool Contains(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(attribute => attribute.Key == Mark);
}
