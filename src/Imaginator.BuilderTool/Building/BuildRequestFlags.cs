using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Building;

/// <summary>Flags of build requests, for builds on this machine and on a daemon.</summary>
internal static class BuildRequestFlags
{
    private const string Group = "Build";

    public static Flag<TimeSpan> ExpiresIn { get; } = new(
        "expiresIn", FlagTypes.Duration, TimeSpan.FromHours(1), "Lifetime of the image. 0 keeps the image forever, if the daemon permits it.")
    { Group = Group };

    public static Flag<TimeSpan> MaxSourceAge { get; } = new(
        "maxSourceAge", FlagTypes.Duration, TimeSpan.FromHours(1),
        "Maximum age of the source image. An older source image counts as missing. 0 permits any age.") { Group = Group };

    public static Flag<TimeSpan> MaximumBuildDuration { get; } = new(
        "maximumBuildDuration", FlagTypes.Duration, TimeSpan.FromHours(24), "Maximum duration of the build.")
    { Group = Group };

    public static Flag<string> VariablesFilename { get; } = new(
        "variablesFilename", FlagTypes.File, "",
        "File of variables for manifests, scripts and tags: NAME=Value lines or a JSON object of strings.") { Group = Group };

    public static Flag<ImmutableArray<string>> Variables { get; } = new(
        "variables", FlagTypes.List, [], "Variables in the form NAME=Value. They override those of -variablesFilename.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [ExpiresIn, MaxSourceAge, MaximumBuildDuration, VariablesFilename, Variables];

    /// <summary>The variables of the file, overridden by those of the command line.</summary>
    public static async Task<ImmutableSortedDictionary<string, string>> ReadVariablesAsync(
        CommandContext context, CancellationToken cancellationToken)
    {
        var flags = context.Flags;
        var file = await VariablesFile.LoadAsync(flags.Get(VariablesFilename), cancellationToken);
        var errors = file.Faults.Where(fault => fault.Severity == FaultSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new ImaginatorException(string.Join('\n', errors));
        }

        // Warnings about the whole file are about secrets. These variables are not secret: images contain them.
        foreach (var warning in file.Faults.Where(fault => fault.Location.Line > 0))
        {
            await context.Error.WriteLineAsync(warning.ToString());
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
            : throw new UsageException($"invalid value \"{text}\" of -{Variables.Name}: a variable has the form NAME=Value");
    }
}
