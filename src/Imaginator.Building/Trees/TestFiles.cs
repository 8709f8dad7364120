using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>Puts the tests of a manifest into an image, at <c>/tests/STREAM/</c>.</summary>
internal static class TestFiles
{
    private const string Directory = "tests";

    /// <summary>Copies the tests.</summary>
    /// <param name="manifest">A manifest that has a directory <c>tests</c>.</param>
    /// <exception cref="ImaginatorException">
    /// The tests cannot be copied, or their path in the image contains a link: then machines would not find and run them.
    /// </exception>
    public static void Install(TreeRoot manifest, TreeRoot image, string stream, CancellationToken cancellationToken)
    {
        var path = $"/{Directory}/{stream}";
        RequireNoLinks(image, path);
        TreeCopier.Copy(manifest, Directory, image, path, cancellationToken);
    }

    private static void RequireNoLinks(TreeRoot image, string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parent = image.Directory;
        try
        {
            foreach (var name in names)
            {
                if (parent.TryGetStatus(name) is not { } status)
                {
                    return;
                }

                if (status.Type != FileType.Directory)
                {
                    throw new ImaginatorException(
                        $"cannot copy the tests of the manifest to {FileName.ToDisplay(path)} in the image: "
                        + $"{FileName.ToDisplay(name)} in this path is not a directory (links are not followed); "
                        + "remove it in the source image or in a script");
                }

                var directory = parent.OpenDirectory(name);
                Close(parent, image);
                parent = directory;
            }
        }
        catch (LinuxException e)
        {
            throw new ImaginatorException($"cannot copy the tests of the manifest to the image: {e.Clause()}", e);
        }
        finally
        {
            Close(parent, image);
        }
    }

    private static void Close(DirectoryHandle directory, TreeRoot image)
    {
        if (!ReferenceEquals(directory, image.Directory))
        {
            directory.Dispose();
        }
    }
}
