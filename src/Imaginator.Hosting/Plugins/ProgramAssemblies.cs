namespace Imaginator.Hosting.Plugins;

/// <summary>The assemblies of this program and of the runtime, by name.</summary>
internal static class ProgramAssemblies
{
    private static readonly HashSet<string> Names =
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Names.Contains(name);
}
