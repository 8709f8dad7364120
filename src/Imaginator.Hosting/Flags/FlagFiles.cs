using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The files from which programs read flags before the command line, in the order of reading. They do not need to exist.</summary>
public static class FlagFiles
{
    private const string HomePrefix = "~/";

    /// <summary>The flag files of a daemon: in <c>/etc/PROGRAM</c>.</summary>
    public static ImmutableArray<string> OfDaemon(string program) => FilesIn($"/etc/{program}");

    /// <summary>
    /// The flag files of a tool: in <c>/etc/config/PROGRAM</c>, then in <c>~/.config/PROGRAM</c>, where <c>~</c> is resolved by
    /// <see cref="Resolve"/>.
    /// </summary>
    public static ImmutableArray<string> OfTool(string program) =>
        [.. FilesIn($"/etc/config/{program}"), .. FilesIn($"{HomePrefix}.config/{program}")];

    /// <summary>Replaces <c>~</c> by the home directory. Without a home directory (null or empty), the files in it are left out.</summary>
    public static ImmutableArray<string> Resolve(ImmutableArray<string> files, string? home) =>
    [
        .. from file in files
        let isBelowHome = file.StartsWith(HomePrefix, StringComparison.Ordinal)
        where !isBelowHome || !string.IsNullOrEmpty(home)
        select isBelowHome ? Path.Combine(home!, file[HomePrefix.Length..]) : file,
    ];

    private static ImmutableArray<string> FilesIn(string directory) =>
        [Path.Combine(directory, "flags.default"), Path.Combine(directory, "flags.extra")];
}
