using System.Collections.Immutable;
using System.Reflection;

namespace Imaginator.Hosting.Plugins.Checking;

/// <summary>
/// What the assembly of a plugin says about itself: a plugin whose only parts are notifiers can say so, and is then created only if a receiver
/// needs it.
/// </summary>
/// <param name="Description">The description of the assembly; can be empty.</param>
/// <param name="NotifierTypes">The types of its notifiers.</param>
internal sealed record PluginDeclaration(string Description, ImmutableArray<string> NotifierTypes)
{
    /// <summary>The name of the metadata with the types of the notifiers, separated by commas.</summary>
    public const string NotifiersMark = "Imaginator.Notifiers";

    /// <summary>
    /// Reads the declaration of an assembly, without its types; null if it has none, or if its attributes cannot be read: creating the plugin
    /// reports that.
    /// </summary>
    public static PluginDeclaration? Find(Assembly assembly)
    {
        try
        {
            var mark = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == NotifiersMark);
            return mark is null
                ? null
                : new PluginDeclaration(
                    assembly.GetCustomAttribute<AssemblyDescriptionAttribute>()?.Description ?? "", Split(mark.Value ?? ""));
        }
        catch (Exception e) when (e is TypeLoadException or MissingMemberException or BadImageFormatException or IOException or FormatException)
        {
            return null;
        }
    }

    private static ImmutableArray<string> Split(string types) =>
        [.. types.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)];
}
