using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>Whether one build does for two.</summary>
internal static class BuildMatching
{
    /// <summary>
    /// Whether the image of one request is as good as that of another: made from the same inputs, and not living shorter.
    /// </summary>
    /// <param name="given">What is built already.</param>
    /// <param name="wanted">What somebody wants.</param>
    /// <returns>Whether he may have the image.</returns>
    public static bool Satisfies(this BuildRequest given, BuildRequest wanted) =>
        given.StreamName == wanted.StreamName
        && (given.GitBranch ?? "") == (wanted.GitBranch ?? "")
        && given.DisableRecursiveBuild == wanted.DisableRecursiveBuild
        && given.ReturnImage == wanted.ReturnImage
        && given.TestTimeout == wanted.TestTimeout
        && given.MaximumBuildDuration >= wanted.MaximumBuildDuration
        && (given.SkipIfUnchangedFor == TimeSpan.Zero || given.SkipIfUnchangedFor == wanted.SkipIfUnchangedFor)
        && LivesAtLeast(given.ExpiresIn, wanted.ExpiresIn)
        && IsAtLeastAsFresh(given.MaxSourceAge, wanted.MaxSourceAge)
        && given.Variables.SequenceEqual(wanted.Variables);

    // Zero: for ever.
    private static bool LivesAtLeast(TimeSpan given, TimeSpan wanted) =>
        given == TimeSpan.Zero || (wanted != TimeSpan.Zero && given >= wanted);

    // Zero: of any age.
    private static bool IsAtLeastAsFresh(TimeSpan given, TimeSpan wanted) =>
        wanted == TimeSpan.Zero || (given != TimeSpan.Zero && given <= wanted);
}
