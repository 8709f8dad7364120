namespace Imaginator.Building.Events;

/// <summary>The manifest of a build was fetched.</summary>
/// <param name="StreamName">The stream that is built.</param>
/// <param name="Branch">The branch or tag; null if the manifest source has no revisions.</param>
/// <param name="CommitId">The commit that the manifest comes from; null if the manifest source has no revisions.</param>
public sealed record ManifestFetched(string StreamName, string? Branch, string? CommitId) : BuildEvent(StreamName);
