namespace Imaginator.Manifests;

/// <summary>Which version of a manifest was fetched. Sources without versions leave everything null.</summary>
/// <param name="Branch">The branch or tag.</param>
/// <param name="CommitId">The full commit id in hexadecimal.</param>
public sealed record ManifestRevision(string? Branch = null, string? CommitId = null);
