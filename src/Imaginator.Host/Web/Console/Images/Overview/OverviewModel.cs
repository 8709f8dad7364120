using System.Collections.Immutable;
using Imaginator.Host.Images;
using Imaginator.Images;

namespace Imaginator.Host.Web.Console.Images.Overview;

/// <summary>The contents of the overview of an image.</summary>
internal sealed record OverviewModel
{
    public required ImageOverview Image { get; init; }

    /// <summary>The newest other images of the stream, the newest first.</summary>
    public required ImmutableArray<string> Others { get; init; }

    /// <summary>The image of the stream before this one; null for none.</summary>
    public required string? Previous { get; init; }

    /// <summary>Whether the log of the build is in the archive or in the image store.</summary>
    public required bool HasLog { get; init; }

    /// <summary>The address of the image's page on a Dominator imageserver; null for none.</summary>
    public required string? ElsewhereAddress { get; init; }

    public ImageTabs Tabs => new(Image.Name, ImageTab.Overview);

    public Image Metadata => Image.Metadata;

    /// <summary>The address of release notes that a browser can open; null for none.</summary>
    public string? NotesAddress => Metadata.ReleaseNotes?.Url is { } url
        && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ? url
            : null;
}
