using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>A rectangle of a treemap, whose area is in proportion to the size of the entry.</summary>
internal sealed record TreemapTile(DirectorySize Entry, double X, double Y, double Width, double Height);
