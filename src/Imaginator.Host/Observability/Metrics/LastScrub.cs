using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>The last complete scrub of the image store. Immutable.</summary>
internal sealed record LastScrub(StoreScrubReport Report, DateTimeOffset EndedAt);
