using System.Collections.Immutable;

namespace Imaginator.Host.Dependencies;

/// <summary>What reading manifests has brought.</summary>
/// <param name="Sources">An answer for each stream that was asked for.</param>
/// <param name="Output">What the fetches have printed; secrets are not masked.</param>
/// <param name="FetchTime">How long the fetches took, all added up.</param>
internal sealed record ManifestScanResult(ImmutableArray<SourceResult> Sources, string Output, TimeSpan FetchTime);
