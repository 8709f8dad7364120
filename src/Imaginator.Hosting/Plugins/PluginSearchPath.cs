using System.Collections.Immutable;

namespace Imaginator.Hosting.Plugins;

/// <summary>The directories of plugins: each contains a folder <c>NAME</c> for each plugin.</summary>
internal sealed record PluginSearchPath(ImmutableArray<string> Standard, ImmutableArray<string> Additional)
{
    /// <summary>
    /// The search path of both programs: <c>/usr/lib/imaginator/plugins</c>, <c>plugins</c> in the directory of the program,
    /// <c>/usr/local/lib/imaginator/plugins</c>, and the directories of <c>-pluginDir</c>. Later directories override earlier ones.
    /// </summary>
    public static PluginSearchPath OfProgram(ImmutableArray<string> additional) =>
        // In an installed package, the first two directories are the same.
        new(
            [
                .. new[]
                {
                    "/usr/lib/imaginator/plugins", Path.Combine(AppContext.BaseDirectory, "plugins"), "/usr/local/lib/imaginator/plugins",
                }.Distinct(),
            ],
            additional);
}
