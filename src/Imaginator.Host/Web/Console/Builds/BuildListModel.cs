using System.Collections.Immutable;
using Imaginator.Host.Web.Console.Parts;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>A page of a list of builds.</summary>
internal sealed record BuildListModel(ImmutableArray<ListTab> Tabs, BuildsTable Builds, Pager Pager)
{
    /// <summary>A sentence about the list; empty for none.</summary>
    public string Note { get; init; } = "";
}
