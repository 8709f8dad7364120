using System.Globalization;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>A source image with its writable tree.</summary>
/// <param name="Image">The image, with its file system.</param>
/// <param name="Tree">The tree.</param>
/// <param name="WasCached">Whether the unpacked image was in the tree cache.</param>
internal sealed record UnpackedSource(Image Image, WorkingTree Tree, bool WasCached)
{
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Image.FileSystem!.NumRegularInodes:N0} files{(WasCached ? ", cached" : "")}");
}
