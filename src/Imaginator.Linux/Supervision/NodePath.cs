namespace Imaginator.Linux.Supervision;

/// <summary>Divides the path of a new node into its parent directory and its name, as the kernel does.</summary>
internal static class NodePath
{
    /// <summary>Divides a path.</summary>
    /// <param name="name">
    /// The last component and the slashes behind it, terminated with a zero: the kernel refuses a node whose name ends with
    /// a slash, and <c>.</c> and <c>..</c>.
    /// </param>
    /// <param name="parent">The path of the directory; <c>.</c> if the path has one component.</param>
    /// <returns>The reason why the path names no new node; usually <see cref="Errno.None"/>.</returns>
    public static Errno Split(ReadOnlySpan<byte> path, out byte[] name, out byte[] parent)
    {
        (name, parent) = ([0], []);
        if (path.IsEmpty)
        {
            return Errno.ENOENT;
        }

        var trimmed = path.TrimEnd((byte)'/');
        if (trimmed.IsEmpty)
        {
            return Errno.EEXIST;
        }

        var start = trimmed.LastIndexOf((byte)'/') + 1;
        name = [.. path[start..], 0];
        parent = start == 0 ? [(byte)'.'] : path[..start].ToArray();
        return Errno.None;
    }
}
