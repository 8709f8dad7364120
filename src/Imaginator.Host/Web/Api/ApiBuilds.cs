using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A page of builds, the newest first, and the address of the next page; null on the last page.</summary>
internal sealed record ApiBuilds(ImmutableArray<ApiBuild> Builds, string? Next);
