using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>A file of an image that is not a directory.</summary>
internal sealed record FileModel
{
    public required string Image { get; init; }

    public required string StreamName { get; init; }

    public required TreeFile File { get; init; }

    /// <summary>The contents as text, or their beginning; null for other contents, and if the file has none.</summary>
    public required string? Text { get; init; }

    /// <summary>Whether <see cref="Text"/> is the beginning only.</summary>
    public required bool IsCut { get; init; }

    public ImageTabs Tabs => new(Image, ImageTab.Files);
}
