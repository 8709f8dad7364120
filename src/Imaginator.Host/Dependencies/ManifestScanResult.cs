using System.Collections.Immutable;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// The result of a manifest scan: the source of each stream, the output of the fetches with secrets, and the total fetch time.
/// </summary>
internal sealed record ManifestScanResult(ImmutableArray<SourceResult> Sources, string Output, TimeSpan FetchTime);
