using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A page of builds, the newest first.</summary>
/// <param name="Builds">The builds.</param>
/// <param name="Next">The address of the next page; left out on the last.</param>
internal sealed record ApiBuilds(ImmutableArray<ApiBuild> Builds, string? Next);
