using System.Collections.Immutable;
using Imaginator.Host.Checking;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Commands;

/// <summary>Flags of the configuration check.</summary>
internal static class CheckFlags
{
    private const string Group = "Configuration";

    public static Flag<bool> CheckConfiguration { get; } = new(
        "checkConfiguration", FlagTypes.Boolean, false,
        "Check the configuration, print all faults with their locations and exit. The exit status is 0 without errors and 1 if there are "
        + "errors.")
    { Group = Group };

    public static Flag<bool> CheckManifests { get; } = new(
        "checkManifests", FlagTypes.Boolean, false,
        "With -checkConfiguration: also fetch and check the manifests of all image streams, except for those of stream patterns. The exit "
        + "status is 3 if there are no errors, but a server did not provide a manifest.")
    { Group = Group };

    /// <summary>Items URL=DIR.</summary>
    public static Flag<ImmutableArray<string>> Checkouts { get; } = new(
        "manifestCheckouts", FlagTypes.List, [],
        "With -checkManifests: directories that replace manifest URLs, in the form URL=DIR, for example the checkout of a repository with a "
        + "change that is not on the server yet.")
    { Group = Group };

    public static Flag<AnnotationStyle> Annotations { get; } = new(
        "annotations",
        FlagTypes.OneOf(("none", AnnotationStyle.None), ("github", AnnotationStyle.GitHub), ("gitlab", AnnotationStyle.GitLab)),
        AnnotationStyle.None,
        "With -checkConfiguration: print the faults for a forge, which shows them in the files of a change. github: workflow commands, after "
        + "the report. gitlab: a code quality report on standard output; the other report goes to standard error.")
    { Group = Group, DisplayedDefault = "to print none" };

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } = [CheckConfiguration, CheckManifests, Checkouts, Annotations];
}
