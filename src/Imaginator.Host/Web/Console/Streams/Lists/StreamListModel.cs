using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>A page of the list of streams.</summary>
internal sealed record StreamListModel
{
    public required StreamListQuery Query { get; init; }

    public required ImmutableArray<StreamEntry> Entries { get; init; }

    /// <summary>The number of selected streams, on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>The directories in the selected directory.</summary>
    public required ImmutableArray<StreamDirectory> Directories { get; init; }

    public required ImmutableArray<string> Patterns { get; init; }

    public required ConfigurationStatus Configuration { get; init; }

    public required Pager Pager { get; init; }
}
