using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The workers, in the order of the configuration.</summary>
internal sealed record ApiWorkers
{
    public required ImmutableArray<ApiWorker> Workers { get; init; }
}
