namespace Imaginator.ImageServing.Directories;

/// <summary>Names of directories: on the wire the top is <c>.</c>, in the store its name is empty.</summary>
internal static class DirectoryNames
{
    private const string WireTop = ".";

    /// <summary>The store's name of a directory, without the slashes that nobody needs.</summary>
    public static string FromWire(string name)
    {
        var clean = string.Join(
            '/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(component => component != WireTop));
        return name.StartsWith('/') ? "/" + clean : clean; // no directory of ours: the store refuses it
    }

    /// <summary>The name of a directory on the wire.</summary>
    public static string ToWire(string name) => name.Length == 0 ? WireTop : name;

    /// <summary>The directory that an image or directory is in.</summary>
    public static string ParentOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";
}
