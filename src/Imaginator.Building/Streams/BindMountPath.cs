namespace Imaginator.Building.Streams;

/// <summary>Paths that directories of this machine are bound from and to in builds.</summary>
public static class BindMountPath
{
    /// <summary>Finds out what is wrong with a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>What is wrong, to be read behind the path; null for nothing.</returns>
    public static string? FaultOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!path.StartsWith('/') || parts.Contains(".."))
        {
            return "is not an absolute path without \"..\"";
        }

        // Mounted there, this machine's whole root would hide the image.
        return parts.All(part => part == ".") ? "is the root; name a directory below it" : null;
    }
}
