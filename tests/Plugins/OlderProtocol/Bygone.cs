namespace Imaginator.TestPlugins;

/// <summary>Something that the program's version of the assembly does not have.</summary>
public static class Bygone
{
    /// <summary>The name of a packager type.</summary>
    public static string TypeName => new("backward");
}
