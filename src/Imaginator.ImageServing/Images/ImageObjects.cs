using Imaginator.Images;

namespace Imaginator.ImageServing.Images;

/// <summary>The objects that an image refers to.</summary>
internal static class ImageObjects
{
    /// <summary>The distinct objects: contents of files, build log and release notes.</summary>
    public static IEnumerable<ObjectHash> Of(Image image)
    {
        var files = image.FileSystem?.InodeTable.Values.OfType<RegularInode>()
            .Where(file => file.Size > 0)
            .Select(file => file.Hash) ?? [];
        var annotations = new[] { image.BuildLog?.Object, image.ReleaseNotes?.Object }.OfType<ObjectHash>();
        return files.Concat(annotations).Distinct();
    }
}
