using System.Globalization;
using Imaginator.Building.Packaging;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>A source image with its writable tree.</summary>
/// <param name="Image">The image, with its file system.</param>
/// <param name="Tree">The tree.</param>
/// <param name="WasCached">Whether the unpacked image was in the tree cache.</param>
/// <param name="Script">The generic packager of the image; null if another program made it.</param>
internal sealed record UnpackedSource(Image Image, WorkingTree Tree, bool WasCached, InstalledScript? Script)
{
    /// <summary>Whether the generic packager of the image lists packages.</summary>
    public bool ListsPackages => Script?.ListsPackages ?? !Image.Packages.IsDefaultOrEmpty;

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Image.FileSystem!.NumRegularInodes:N0} files{(WasCached ? ", cached" : "")}");
}
