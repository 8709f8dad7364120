using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>A path in an image, as links to the directories that contain it.</summary>
/// <param name="Image">The image.</param>
/// <param name="Path">The path, with a leading slash.</param>
/// <param name="Page">The address of the pages that the links lead to.</param>
internal sealed record TreePlace(string Image, string Path, string Page)
{
    /// <summary>The directories from the root on, with their names for people.</summary>
    public ImmutableArray<(string Name, string Address)> Parents
    {
        get
        {
            var parents = ImmutableArray.CreateBuilder<(string Name, string Address)>();
            parents.Add(("/", ImageAddress.OfPath(Page, Image, TreePath.Root)));
            for (var slash = Path.IndexOf('/', 1); slash > 0; slash = Path.IndexOf('/', slash + 1))
            {
                var directory = Path[..slash];
                parents.Add((FileName.ToDisplay(directory[(directory.LastIndexOf('/') + 1)..]), ImageAddress.OfPath(Page, Image, directory)));
            }

            return parents.ToImmutable();
        }
    }

    /// <summary>The last name for people; empty for the root.</summary>
    public string Name => FileName.ToDisplay(Path[(Path.LastIndexOf('/') + 1)..]);
}
