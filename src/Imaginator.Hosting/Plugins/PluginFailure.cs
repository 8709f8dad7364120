using System.Reflection;

namespace Imaginator.Hosting.Plugins;

/// <summary>Describes an exception of a plugin's code in one line.</summary>
internal static class PluginFailure
{
    private const string OtherVersion =
        "it is built for another version of the plugin contract or of one of its dependencies";

    public static string Describe(Exception exception) => OneLine(exception switch
    {
        PluginLoadException known => known.Message,
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => Describe(first),
        FileNotFoundException { FileName: { } name } missing when missing.Message.Contains("assembly", StringComparison.Ordinal) =>
            $"it requires the assembly {NameOf(name)}, which is not in its folder",
        BadImageFormatException => $"an assembly cannot be loaded: {exception.Message}",
        FileLoadException => $"an assembly cannot be loaded: {exception.Message}",
        TypeLoadException or MissingMemberException => $"{OtherVersion}: {exception.Message}",
        TypeInitializationException { InnerException: { } inner } => Describe(inner),
        ImaginatorException => exception.Message,
        IOException or UnauthorizedAccessException => exception.Message,
        _ => $"{exception.GetType().Name}: {exception.Message}",
    });

    /// <summary>Replaces line breaks and the space around them by one space.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // From "Foo, Version=1.2.3.0, Culture=neutral, PublicKeyToken=null".
    private static string NameOf(string assembly)
    {
        var parts = assembly.Split(',', StringSplitOptions.TrimEntries);
        return parts is [var name, var version, ..] ? $"{name} {version.Replace("Version=", "", StringComparison.Ordinal)}" : assembly;
    }
}
