namespace Imaginator.Building.Streams;

/// <summary>Validates the paths of bind mounts in builds.</summary>
public static class BindMountPath
{
    /// <summary>The fault of a path, as the rest of a sentence that begins with the path; null if it is valid.</summary>
    public static string? FaultOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!path.StartsWith('/') || parts.Contains(".."))
        {
            return "is not an absolute path without \"..\"";
        }

        // A mount of this machine's root would hide the image.
        return parts.All(part => part == ".") ? "is the root; name a directory below it" : null;
    }
}
