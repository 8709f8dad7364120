using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>
/// A page of streams, sorted by name; on the first page the patterns that match further names; the address of the next page,
/// null on the last page.
/// </summary>
internal sealed record ApiStreams(ImmutableArray<ApiStream> Streams, ImmutableArray<string>? Patterns, string? Next);
