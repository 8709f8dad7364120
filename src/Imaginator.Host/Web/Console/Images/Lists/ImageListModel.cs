using System.Collections.Immutable;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.ImageStores;

namespace Imaginator.Host.Web.Console.Images.Lists;

/// <summary>The images and directories of a directory of the image store.</summary>
internal sealed record ImageListModel
{
    /// <summary>The directory; empty for the top.</summary>
    public required string Directory { get; init; }

    public required ImmutableArray<ImageFolder> Folders { get; init; }

    /// <summary>The images of the page, the newest first.</summary>
    public required ImmutableArray<ImageSummary> Images { get; init; }

    public required int Total { get; init; }

    public required Pager Pager { get; init; }

    /// <summary>The directories that contain the directory, from the top.</summary>
    public ImmutableArray<string> Parents => [.. Directory.Select((letter, i) => (letter, i)).Where(at => at.letter == '/').Select(at => Directory[..at.i])];
}
