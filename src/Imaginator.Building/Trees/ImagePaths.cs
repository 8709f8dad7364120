using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// Paths in an image as the image itself would see them: every link in the path is followed inside the tree, dangling
/// ones included.
/// </summary>
internal static class ImagePaths
{
    /// <summary>The mode of directories that are made.</summary>
    public const uint DirectoryPermissions = FileModes.Mode0755;

    // As many as the kernel follows.
    private const int MaximumLinks = 40;

    /// <summary>
    /// Opens a directory, and creates it and its parents if they are missing: mode 0755, owned by root. If a link dangles,
    /// its target is created.
    /// </summary>
    /// <exception cref="LinuxException">Part of the path is not a directory, or the disk is full.</exception>
    public static DirectoryHandle MakeDirectories(TreeRoot image, string path) => MakeDirectories(image, path, MaximumLinks);

    /// <summary>Opens the directory that contains the final target of a path whose last name can be a link.</summary>
    /// <param name="name">The last name: not a link, possibly missing.</param>
    /// <returns>The directory; created if it was missing.</returns>
    /// <exception cref="LinuxException">The path has too many links, or part of it is not a directory.</exception>
    public static DirectoryHandle MakeTargetParent(TreeRoot image, string path, out string name)
    {
        for (var links = 0; links <= MaximumLinks; links++)
        {
            name = NameOf(path);
            var parent = MakeDirectories(image, ParentOf(path));
            try
            {
                if (parent.TryGetStatus(name)?.Type != FileType.SymbolicLink)
                {
                    return parent;
                }

                path = Resolve(ParentOf(path), parent.ReadSymbolicLink(name));
            }
            catch
            {
                parent.Dispose();
                throw;
            }

            parent.Dispose();
        }

        throw new LinuxException("openat2", path, Errno.ELOOP);
    }

    private static DirectoryHandle MakeDirectories(TreeRoot image, string path, int links)
    {
        if (image.TryOpenDirectory(path) is { } existing)
        {
            return existing;
        }

        if (links == 0)
        {
            throw new LinuxException("openat2", path, Errno.ELOOP);
        }

        string? target = null;
        using (var parent = MakeDirectories(image, ParentOf(path), links))
        {
            // A link may point to "missing/..": what was missing has just been made.
            if (NameOf(path) is var name && name is not ("." or ".."))
            {
                switch (parent.TryGetStatus(name)?.Type)
                {
                    case null:
                        parent.MakeDirectory(name, DirectoryPermissions);
                        parent.SetOwner(name, 0, 0);
                        break;
                    case FileType.SymbolicLink:
                        target = Resolve(ParentOf(path), parent.ReadSymbolicLink(name));
                        break;
                }
            }
        }

        return target is null ? image.OpenDirectory(path) : MakeDirectories(image, target, links - 1);
    }

    // Only joined, never shortened: the kernel knows where ".." leads from a directory that was reached by a link.
    private static string Resolve(string directory, string target) =>
        target.StartsWith('/') ? target : $"{directory}/{target}";

    private static string ParentOf(string path) =>
        path.TrimEnd('/') is var trimmed && trimmed.LastIndexOf('/') is > 0 and var slash ? trimmed[..slash] : "";

    private static string NameOf(string path) =>
        path.TrimEnd('/') is var trimmed ? trimmed[(trimmed.LastIndexOf('/') + 1)..] : "";
}
