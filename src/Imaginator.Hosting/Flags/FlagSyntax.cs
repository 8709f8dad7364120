using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The rules of the command line, for help and manual pages.</summary>
internal static class FlagSyntax
{
    public static ImmutableArray<string> Paragraphs { get; } =
    [
        "Flags have the form -name=value or -name value, with one or two dashes, before or after the command and its operands. A "
        + "flag without a value, such as -listPlugins, can be given as -listPlugins=false. If a flag is repeated, its last value "
        + "applies. -- ends the flags.",
        "Durations are written like 1h30m or 90s, sizes like 100MiB or 2GiB, and lists like A,B,C.",
    ];

    public static string OfFiles { get; } =
        "Flags, one name=value per line. Lines that start with # or ; are comments. The command line overrides flag files.";
}
