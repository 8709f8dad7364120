namespace Imaginator.Hosting.Plugins;

/// <summary>The display names of plugins' parts. Equal names are a conflict.</summary>
internal static class PluginPart
{
    public static string Packager(string typeName) => "packager " + typeName;

    public static string ManifestSource(string scheme) => "manifest source " + scheme;

    public static string Uploader(string scheme) => "uploader " + scheme;

    public static string Notifier(string typeName) => "notifier " + typeName;
}
