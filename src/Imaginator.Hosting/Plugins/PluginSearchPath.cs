using System.Collections.Immutable;

namespace Imaginator.Hosting.Plugins;

/// <summary>Where plugins are looked for: directories with a folder <c>NAME</c> for each plugin.</summary>
/// <param name="Standard">Directories that need not exist.</param>
/// <param name="Additional">Directories that somebody asked for: a missing one is reported.</param>
public sealed record PluginSearchPath(ImmutableArray<string> Standard, ImmutableArray<string> Additional)
{
    /// <summary>
    /// The search path of our programs: <c>plugins</c> next to the program, <c>/usr/lib/imaginator/plugins</c>, and what
    /// <c>-pluginDir</c> names.
    /// </summary>
    /// <param name="additional">What <c>-pluginDir</c> names.</param>
    /// <returns>The search path.</returns>
    public static PluginSearchPath OfProgram(ImmutableArray<string> additional) =>
        // Where the package installs, both are the same.
        new([.. new[] { Path.Combine(AppContext.BaseDirectory, "plugins"), "/usr/lib/imaginator/plugins" }.Distinct()], additional);
}
