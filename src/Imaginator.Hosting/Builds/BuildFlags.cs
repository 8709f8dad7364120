using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Builds;

/// <summary>Flags of commands that build.</summary>
public static class BuildFlags
{
    private const string Group = "Build";

    private static readonly Flag<TimeSpan> ExpiresIn = new(
        "expiresIn", FlagTypes.Duration, TimeSpan.Zero, "Lifetime of the image. 0 keeps the image forever.") { Group = Group };

    private static readonly Flag<TimeSpan> MaxSourceAge = new(
        "maxSourceAge", FlagTypes.Duration, TimeSpan.Zero,
        "Maximum age of the source image. An older source image is built again first. 0 permits any age.") { Group = Group };

    private static readonly Flag<TimeSpan> SkipIfUnchangedFor = new(
        "skipIfUnchangedFor", FlagTypes.Duration, TimeSpan.Zero,
        "Maximum age of an image that replaces the build: if the stream's newest image is younger and was built from the same "
        + "inputs, extend its expiration instead of building. 0 builds every time.") { Group = Group };

    private static readonly Flag<TimeSpan> TestTimeout = new(
        "testTimeout", FlagTypes.Duration, TimeSpan.Zero,
        "Maximum duration of each test of the image. 0 selects the value of the configuration, with a default of 10s.") { Group = Group };

    private static readonly Flag<ImmutableArray<string>> Variables = new(
        "variables", FlagTypes.List, [], "Variables for manifests and scripts, in the form NAME=Value.") { Group = Group };

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } = [ExpiresIn, MaxSourceAge, SkipIfUnchangedFor, TestTimeout, Variables];

    /// <summary>A request with the values of the flags. Its stream name is empty.</summary>
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
            : throw new UsageException($"invalid value \"{text}\" of -variables: a variable has the form NAME=Value");
    }
}
