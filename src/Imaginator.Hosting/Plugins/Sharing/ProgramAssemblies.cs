namespace Imaginator.Hosting.Plugins.Sharing;

/// <summary>The assemblies of this program and of the runtime, by name.</summary>
internal static class ProgramAssemblies
{
    private static readonly Dictionary<string, string> Paths =
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .DistinctBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Paths.ContainsKey(name);

    /// <summary>The file of an assembly; null if the program does not contain the assembly.</summary>
    public static string? Find(string name) => Paths.GetValueOrDefault(name);
}
