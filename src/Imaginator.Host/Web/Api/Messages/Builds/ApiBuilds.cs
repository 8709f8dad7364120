using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>A page of builds, the newest first.</summary>
internal sealed record ApiBuilds
{
    public required ImmutableArray<ApiBuild> Builds { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
