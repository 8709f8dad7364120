using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A page of streams, by name.</summary>
/// <param name="Streams">The streams.</param>
/// <param name="Patterns">The patterns for names that are not listed; on the first page only.</param>
/// <param name="Next">The address of the next page; left out on the last.</param>
internal sealed record ApiStreams(ImmutableArray<ApiStream> Streams, ImmutableArray<string>? Patterns, string? Next);
