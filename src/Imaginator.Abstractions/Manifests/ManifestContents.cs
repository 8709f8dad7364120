using Imaginator.Images;

namespace Imaginator.Manifests;

/// <summary>The rules for the contents of manifests, which are the same for all manifest sources.</summary>
/// <remarks>Thread-safe.</remarks>
public static class ManifestContents
{
    /// <summary>The maximum length of a path in bytes: the limit of Linux, less the directories that Imaginator prepends.</summary>
    public const int MaximumPathBytes = 3500;

    /// <summary>The maximum length of the target of a symbolic link in bytes: the limit of Linux.</summary>
    public const int MaximumLinkBytes = 4095;

    /// <summary>The maximum length of a pointer of git LFS in bytes, from its specification.</summary>
    public const int MaximumLfsPointerBytes = 1024;

    private static readonly HashSet<string> Entries = new(StringComparer.Ordinal)
    {
        "manifest", "files", "files.append", "pre-install-scripts", "package-list", "post-install-files",
        "post-install-files.append", "scripts", "post-scripts-files", "post-cleanup-scripts", "computed-files",
        "computed-files.json", "computed-files.add", "computed-files.add.json", "filter", "filter.add", "triggers",
        "triggers.add", "owners.json", "tags.json", "tests",
    };

    /// <summary>Determines whether builds read an entry of the manifest directory. They ignore all others.</summary>
    /// <param name="name">The name of an entry of the manifest directory itself, not of a directory in it.</param>
    /// <returns>True if builds read it.</returns>
    public static bool IsEntry(string name) => Entries.Contains(name);

    /// <summary>Checks a name in a manifest. All names that Linux permits are valid, including those that are not UTF-8.</summary>
    /// <param name="name">The name, in the form of <c>FileName</c>.</param>
    /// <param name="path">Its path relative to the manifest directory.</param>
    /// <returns>The fault, which continues a message after the path; null if a manifest can contain the name.</returns>
    public static string? FindNameFault(string name, string path)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(path);
        return TreeRules.FaultOfName(name)
            ?? (TreeRules.ByteLength(path) > MaximumPathBytes ? $"the path has more than {MaximumPathBytes} bytes" : null);
    }

    /// <summary>Checks the target of a symbolic link, which can be any bytes that Linux permits.</summary>
    /// <param name="target">The target, in the form of <c>FileName</c>.</param>
    /// <returns>The fault, which continues a message after the path; null if a manifest can contain the link.</returns>
    public static string? FindLinkFault(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target switch
        {
            "" => "is a symbolic link with an empty target",
            _ when TreeRules.ByteLength(target) > MaximumLinkBytes =>
                $"is a symbolic link with a target of more than {MaximumLinkBytes} bytes",
            _ when target.Contains('\0', StringComparison.Ordinal) => "is a symbolic link with a zero byte in its target",
            _ => null,
        };
    }

    /// <summary>
    /// Determines whether a file is a pointer of git LFS, which stands for a large file that a server keeps elsewhere.
    /// </summary>
    /// <param name="length">The length of the file in bytes.</param>
    /// <param name="start">Its first bytes: all, or at least 100.</param>
    /// <returns>True if it is a pointer.</returns>
    public static bool IsLfsPointer(long length, ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        if (length > MaximumLfsPointerBytes || end < 0 || !start.StartsWith("version "u8))
        {
            return false;
        }

        // Those that git LFS accepts; a checkout can have changed the line ends.
        var version = start["version ".Length..end].TrimEnd((byte)'\r');
        return version.SequenceEqual("https://git-lfs.github.com/spec/v1"u8)
            || version.SequenceEqual("https://hawser.github.com/spec/v1"u8)
            || version.SequenceEqual("http://git-media.io/v/2"u8);
    }
}
