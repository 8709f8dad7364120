using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Names of images and directories: relative paths with components that are valid file names.</summary>
internal static class ImageNames
{
    private const int MaximumNameBytes = 1024;
    private const int MaximumComponentBytes = 255;

    /// <summary>Rejects an invalid name. The kind is <c>image</c> or <c>directory</c>.</summary>
    public static void Check(string name, string kind)
    {
        if (FindFault(name) is { } fault)
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest,
                $"invalid {kind} name \"{FileName.ToDisplay(name)}\": {fault}; use a relative path such as stream/2030-01-31:23:59:59");
        }
    }

    /// <summary>True for a valid name.</summary>
    public static bool IsValid(string name) => FindFault(name) is null;

    /// <summary>The directory of an image; empty for the top directory.</summary>
    public static string DirectoryOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    /// <summary>A directory and its parents, except the top directory.</summary>
    public static IEnumerable<string> WithParents(string directory)
    {
        for (; directory.Length > 0; directory = DirectoryOf(directory))
        {
            yield return directory;
        }
    }

    private static string? FindFault(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || Rune.IsControl(rune)))
        {
            return "it contains a control character or is not valid UTF-8";
        }

        if (Encoding.UTF8.GetByteCount(name) > MaximumNameBytes)
        {
            return $"it is longer than {MaximumNameBytes} bytes";
        }

        foreach (var component in name.Split('/'))
        {
            if (component is "" or "." or "..")
            {
                return "it has an empty, \".\" or \"..\" component";
            }

            if (Encoding.UTF8.GetByteCount(component) > MaximumComponentBytes)
            {
                return $"a component is longer than {MaximumComponentBytes} bytes";
            }
        }

        return null;
    }
}
