using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Building;

/// <summary>Flags that say how to build, here or on a daemon.</summary>
internal static class BuildRequestFlags
{
    private const string Group = "Build";

    /// <summary>How long the image lives.</summary>
    public static Flag<TimeSpan> ExpiresIn { get; } = new(
        "expiresIn", FlagTypes.Duration, TimeSpan.FromHours(1), "How long the image lives; 0 for ever, if that is allowed.")
    { Group = Group };

    /// <summary>How old the source image may be.</summary>
    public static Flag<TimeSpan> MaxSourceAge { get; } = new(
        "maxSourceAge", FlagTypes.Duration, TimeSpan.FromHours(1),
        "A source image that is older counts as missing; 0 for any age.") { Group = Group };

    /// <summary>How long the build may take.</summary>
    public static Flag<TimeSpan> MaximumBuildDuration { get; } = new(
        "maximumBuildDuration", FlagTypes.Duration, TimeSpan.FromHours(24), "The build fails after this time.")
    { Group = Group };

    /// <summary>The file of variables.</summary>
    public static Flag<string> VariablesFilename { get; } = new(
        "variablesFilename", FlagTypes.Text, "",
        "File of variables for manifests, scripts and tags: NAME=Value lines or a JSON object.") { Group = Group };

    /// <summary>Single variables.</summary>
    public static Flag<ImmutableArray<string>> Variables { get; } = new(
        "variables", FlagTypes.List, [], "More variables, as NAME=Value; they override those of the file.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [ExpiresIn, MaxSourceAge, MaximumBuildDuration, VariablesFilename, Variables];

    /// <summary>Reads the variables of the file, and those on the command line.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The variables.</returns>
    /// <exception cref="ImaginatorException">The file cannot be used.</exception>
    /// <exception cref="UsageException">A variable on the command line has no name.</exception>
    public static async Task<ImmutableSortedDictionary<string, string>> ReadVariablesAsync(
        FlagValues flags, CancellationToken cancellationToken)
    {
        var file = await VariablesFile.LoadAsync(flags.Get(VariablesFilename), cancellationToken);

        // Warnings are about secrets, which these variables are not: they end up in images.
        var errors = file.Faults.Where(fault => fault.Severity == FaultSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new ImaginatorException(string.Join('\n', errors));
        }

        return (file.Value ?? SecretVariables.None).Values
            .ToImmutableSortedDictionary(StringComparer.Ordinal)
            .SetItems(flags.Get(Variables).Select(Split));
    }

    private static KeyValuePair<string, string> Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? KeyValuePair.Create(text[..equals], text[(equals + 1)..])
            : throw new UsageException($"-{Variables.Name}: \"{text}\" is not NAME=Value");
    }
}
