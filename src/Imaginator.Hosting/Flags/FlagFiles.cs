using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Where flags are read from before the command line.</summary>
public static class FlagFiles
{
    /// <summary>The flag files of a daemon: <c>flags.default</c>, then <c>flags.extra</c>, in <c>/etc/PROGRAM</c>.</summary>
    /// <param name="program">The program's name.</param>
    /// <returns>The files in the order of reading; they need not exist.</returns>
    public static ImmutableArray<string> OfDaemon(string program) => FilesIn($"/etc/{program}");

    /// <summary>
    /// The flag files of a tool: <c>flags.default</c>, then <c>flags.extra</c>, in <c>/etc/config/PROGRAM</c>, then in the
    /// user's <c>.config/PROGRAM</c>.
    /// </summary>
    /// <param name="program">The program's name.</param>
    /// <param name="home">The user's home directory; null or empty for none.</param>
    /// <returns>The files in the order of reading; they need not exist.</returns>
    public static ImmutableArray<string> OfTool(string program, string? home) =>
    [
        .. FilesIn($"/etc/config/{program}"),
        .. string.IsNullOrEmpty(home) ? [] : FilesIn(Path.Combine(home, ".config", program)),
    ];

    private static ImmutableArray<string> FilesIn(string directory) =>
        [Path.Combine(directory, "flags.default"), Path.Combine(directory, "flags.extra")];
}
