namespace Imaginator.Host.Images;

/// <summary>The names of images, <c>STREAM/YYYY-MM-DD:HH:MM:SS</c>, and of the directories that contain them.</summary>
internal static class ImageName
{
    // Names have file name components; stores that are file systems have the same limit.
    private const int MaximumLength = 1024;

    /// <summary>
    /// Whether a store can have an image or directory of this name. Names come from addresses; this check keeps the others from the store.
    /// </summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaximumLength
            && !name.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter))
            && name.Split('/').All(component => component is not ("" or "." or ".."));
    }

    /// <summary>The directory that contains an image; empty for the top directory.</summary>
    public static string StreamOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = name.LastIndexOf('/');
        return end < 0 ? "" : name[..end];
    }
}
