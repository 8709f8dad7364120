using System.Collections.Immutable;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Console;

/// <summary>What all slices of a page share. Immutable.</summary>
internal sealed record PageFrame
{
    public required PageClock Clock { get; init; }

    public string Title { get; init; } = "";

    public PageSection Section { get; init; }

    /// <summary>The path under which a proxy serves the pages, without a slash at its end; empty for none.</summary>
    public string PathBase { get; init; } = "";

    public Visitor Visitor { get; init; } = Visitor.Anonymous;

    /// <summary>Whether the page is on the port that serves images only: the other pages do not exist there.</summary>
    public bool HasImagesOnly { get; init; }

    /// <summary>Files of <see cref="Assets"/> that the page needs, besides those of all pages.</summary>
    public ImmutableArray<string> Scripts { get; init; } = [];

    public ImmutableArray<string> Styles { get; init; } = [];
}
