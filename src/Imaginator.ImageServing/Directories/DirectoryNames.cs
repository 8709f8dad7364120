namespace Imaginator.ImageServing.Directories;

/// <summary>Names of directories: the top is <c>.</c> on the wire and empty in the store.</summary>
internal static class DirectoryNames
{
    private const string WireTop = ".";

    /// <summary>The name of a directory in the store, without redundant slashes.</summary>
    public static string FromWire(string name)
    {
        var clean = string.Join(
            '/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(component => component != WireTop));
        return name.StartsWith('/') ? "/" + clean : clean; // absolute names are invalid: the store refuses them
    }

    /// <summary>The name of a directory on the wire.</summary>
    public static string ToWire(string name) => name.Length == 0 ? WireTop : name;

    /// <summary>The parent directory of an image or directory.</summary>
    public static string ParentOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";
}
