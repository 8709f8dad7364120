namespace Imaginator.Manifests;

/// <summary>The revision of a fetched manifest. Manifest sources without revisions leave both values null.</summary>
/// <param name="Branch">The branch or tag.</param>
/// <param name="CommitId">The full commit ID in hexadecimal.</param>
public sealed record ManifestRevision(string? Branch = null, string? CommitId = null);
