using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;

namespace Imaginator.Plugins.S3.Layout;

/// <summary>Names of images and directories: relative paths with components that are valid file names.</summary>
internal static class ImageNames
{
    private const int MaximumComponentBytes = 255;

    /// <summary>Rejects an invalid name. The kind is <c>image</c> or <c>directory</c>.</summary>
    /// <returns>The key of an image of this name.</returns>
    /// <exception cref="ImageStoreException">The name is invalid.</exception>
    public static string RequireKey(string name, string kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FindFault(name) is { } fault
            ? throw new ImageStoreException(
                ImageStoreError.BadRequest,
                $"invalid {kind} name \"{FileName.ToDisplay(name)}\": {fault}; use a relative path such as stream/2030-01-31:23:59:59")
            : StoreKeys.OfImage(name)!;
    }

    /// <summary>True for a valid name.</summary>
    public static bool IsValid(string name) => FindFault(name) is null;

    /// <summary>True if an image is in a directory or below it; an empty directory contains all.</summary>
    public static bool IsBelow(string name, string directory) =>
        directory.Length == 0
        || (name.Length > directory.Length && name[directory.Length] == '/' && name.StartsWith(directory, StringComparison.Ordinal));

    /// <summary>The directory of an image; empty for the top directory.</summary>
    public static string DirectoryOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

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

        return StoreKeys.OfImage(name) is null ? "it is too long" : null;
    }
}
