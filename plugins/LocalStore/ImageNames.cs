using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;

namespace Imaginator.Plugins.LocalStore;

/// <summary>Names of images and directories: relative paths that could be made into files one day.</summary>
internal static class ImageNames
{
    private const int LongestName = 1024;
    private const int LongestComponent = 255;

    /// <summary>Refuses a name that cannot be used.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names: <c>image</c> or <c>directory</c>.</param>
    /// <exception cref="ImageStoreException">It cannot be used (BadRequest); the message says why.</exception>
    public static void Check(string name, string what)
    {
        if (FindFault(name) is { } fault)
        {
            throw new ImageStoreException(
                ImageStoreError.BadRequest,
                $"{what} name \"{FileName.ToDisplay(name)}\" cannot be used: {fault}; use a relative path such as stream/2030-01-31:23:59:59");
        }
    }

    /// <summary>The directory that an image is in; empty for one at the top.</summary>
    public static string DirectoryOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    /// <summary>A directory and all its parents, but not the top.</summary>
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
            return "it holds a control character or bytes that are no text";
        }

        if (Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            return $"it is longer than {LongestName} bytes";
        }

        foreach (var component in name.Split('/'))
        {
            if (component is "" or "." or "..")
            {
                return "it starts or ends with a slash, or has an empty, \".\" or \"..\" component";
            }

            if (Encoding.UTF8.GetByteCount(component) > LongestComponent)
            {
                return $"a component is longer than {LongestComponent} bytes";
            }
        }

        return null;
    }
}
