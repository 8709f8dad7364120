namespace Imaginator.Hosting.Plugins;

/// <summary>How the parts of plugins are named to people; equal texts mean the same claim.</summary>
internal static class PluginPart
{
    public static string Packager(string typeName) => "packager " + Checked(typeName);

    public static string ManifestSource(string scheme) => "manifests " + Checked(scheme);

    public static string ImageServer(string scheme) => "image server " + Checked(scheme);

    // A scheme in capitals would never be found.
    private static string Checked(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.' or '_')
            ? name
            : throw new PluginLoadException($"\"{name}\" is no name of a scheme or packager type: lower case letters, digits, + - . _");
}
