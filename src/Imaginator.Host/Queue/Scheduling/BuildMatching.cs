using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>Decides whether one build satisfies two requests.</summary>
internal static class BuildMatching
{
    /// <summary>
    /// Whether the image of a given request satisfies another one: made from the same inputs, with at least the same lifetime.
    /// </summary>
    public static bool Satisfies(this BuildRequest given, BuildRequest wanted) =>
        given.StreamName == wanted.StreamName
        && given.Private == wanted.Private
        && (given.GitBranch ?? "") == (wanted.GitBranch ?? "")
        && given.DisableRecursiveBuild == wanted.DisableRecursiveBuild
        && given.ReturnImage == wanted.ReturnImage
        && given.TestTimeout == wanted.TestTimeout
        && given.MaximumBuildDuration >= wanted.MaximumBuildDuration
        && (given.SkipIfUnchangedFor == TimeSpan.Zero || given.SkipIfUnchangedFor == wanted.SkipIfUnchangedFor)
        && LivesAtLeast(given.ExpiresIn, wanted.ExpiresIn)
        && IsAtLeastAsFresh(given.MaxSourceAge, wanted.MaxSourceAge)
        && given.Variables.SequenceEqual(wanted.Variables);

    // Zero: the image does not expire.
    private static bool LivesAtLeast(TimeSpan given, TimeSpan wanted) =>
        given == TimeSpan.Zero || (wanted != TimeSpan.Zero && given >= wanted);

    // Zero: the source image can have any age.
    private static bool IsAtLeastAsFresh(TimeSpan given, TimeSpan wanted) =>
        wanted == TimeSpan.Zero || (given != TimeSpan.Zero && given <= wanted);
}
