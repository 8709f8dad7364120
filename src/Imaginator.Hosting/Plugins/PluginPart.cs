namespace Imaginator.Hosting.Plugins;

/// <summary>The display names of plugins' parts. Equal names are a conflict.</summary>
internal static class PluginPart
{
    public static string Packager(string typeName) => "packager " + Checked(typeName);

    public static string ManifestSource(string scheme) => "manifest source " + Checked(scheme);

    public static string Uploader(string scheme) => "uploader " + Checked(scheme);

    // A scheme with capitals is never found.
    private static string Checked(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.' or '_')
            ? name
            : throw new PluginLoadException($"invalid name \"{name}\" of a scheme or packager type: it must consist of lower-case letters, digits, +, -, . and _");
}
