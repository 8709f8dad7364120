using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Builds;

/// <summary>Flags of commands that build.</summary>
public static class BuildFlags
{
    private const string Group = "Build";

    private static readonly Flag<TimeSpan> ExpiresIn = new(
        "expiresIn", FlagTypes.Duration, TimeSpan.Zero, "How long the image lives; 0 for ever.") { Group = Group };

    private static readonly Flag<TimeSpan> MaxSourceAge = new(
        "maxSourceAge", FlagTypes.Duration, TimeSpan.Zero,
        "Build the source image first if it is older than this; 0 for any age.") { Group = Group };

    private static readonly Flag<TimeSpan> SkipIfUnchangedFor = new(
        "skipIfUnchangedFor", FlagTypes.Duration, TimeSpan.Zero,
        "Extend the stream's newest image instead of building if it was made from the same inputs and is younger than this; "
        + "0 to build in any case.") { Group = Group };

    private static readonly Flag<TimeSpan> TestTimeout = new(
        "testTimeout", FlagTypes.Duration, TimeSpan.Zero,
        "How long each of the image's tests may take; 0 for what the configuration says, or else 10s.") { Group = Group };

    private static readonly Flag<ImmutableArray<string>> Variables = new(
        "variables", FlagTypes.List, [], "Variables for expansion and scripts, as NAME=Value.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [ExpiresIn, MaxSourceAge, SkipIfUnchangedFor, TestTimeout, Variables];

    /// <summary>A request with everything that the flags say.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The request; the stream's name is still empty.</returns>
    /// <exception cref="UsageException">A variable has no name.</exception>
    public static BuildRequest ToRequest(FlagValues flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return new BuildRequest
        {
            StreamName = "",
            ExpiresIn = flags.Get(ExpiresIn),
            MaxSourceAge = flags.Get(MaxSourceAge),
            SkipIfUnchangedFor = flags.Get(SkipIfUnchangedFor),
            TestTimeout = flags.Get(TestTimeout) is var timeout && timeout > TimeSpan.Zero ? timeout : null,
            RequestedBy = Environment.UserName,
            Variables = flags.Get(Variables)
                .Select(Split).ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
        };
    }

    private static (string Name, string Value) Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (text[..equals], text[(equals + 1)..])
            : throw new UsageException($"-variables: \"{text}\" is not NAME=Value");
    }
}
