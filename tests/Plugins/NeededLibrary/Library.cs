namespace Imaginator.TestPlugins;

/// <summary>Something that a plugin needs.</summary>
public static class Library
{
    /// <summary>The name of a packager type.</summary>
    public static string TypeName => new("needy");
}
