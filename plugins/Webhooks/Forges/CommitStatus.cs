using System.Text.RegularExpressions;
using Imaginator.Notifications;

namespace Imaginator.Plugins.Webhooks.Forges;

/// <summary>The status of a commit after a build of a manifest.</summary>
/// <param name="Repository">The repository, OWNER/NAME.</param>
/// <param name="CommitId">The commit in hexadecimal.</param>
/// <param name="IsGood">Whether the build succeeded.</param>
/// <param name="Context">The name of the status, which is the same for all builds of the stream.</param>
/// <param name="Description">The result for people, in one short line.</param>
internal sealed partial record CommitStatus(string Repository, string CommitId, bool IsGood, string Context, string Description)
{
    // GitHub refuses longer descriptions; both refuse longer names.
    private const int MaximumDescription = 140;
    private const int MaximumContext = 255;

    /// <summary>Makes the status for an event; null if the event has none: it does not end a build, or no commit of the forge is known.</summary>
    /// <param name="repository">The configured repository; empty for that of the manifest URL.</param>
    /// <param name="context">The beginning of the name of the status.</param>
    /// <param name="host">The host of the forge.</param>
    /// <param name="hasTwoParts">Whether the name of a repository has exactly two parts.</param>
    public static CommitStatus? Of(NotificationEvent notification, string repository, string context, string host, bool hasTwoParts)
    {
        var (build, isGood) = notification switch
        {
            BuildFailed failed => (failed.Build, false),
            BuildRecovered recovered => (recovered.Build, true),
            BuildSucceeded succeeded => (succeeded.Build, true),
            _ => ((NotifiedBuild?)null, false),
        };
        if (build is null || !Commit().IsMatch(build.CommitId)
            || (repository.Length > 0 ? repository : ForgeRepository.Find(build.ManifestUrl, host, hasTwoParts)) is not { } name)
        {
            return null;
        }

        var description = notification is BuildFailed { Error: var error } ? error : "The image was built";
        return new CommitStatus(
            name, build.CommitId, isGood, Line($"{context}: {notification.StreamName}", MaximumContext), Line(description, MaximumDescription));
    }

    private static string Line(string text, int maximumLength)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= maximumLength
            ? line
            : line[..(char.IsHighSurrogate(line[maximumLength - 2]) ? maximumLength - 2 : maximumLength - 1)] + "…";
    }

    // SHA-1 or SHA-256, never abbreviated.
    [GeneratedRegex(@"^(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();
}
