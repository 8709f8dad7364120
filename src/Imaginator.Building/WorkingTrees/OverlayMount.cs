using System.Globalization;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>Mounts overlays.</summary>
internal static class OverlayMount
{
    /// <summary>Mounts an overlay without a path.</summary>
    /// <param name="lower">The directory that is shown; nothing in it may be changed.</param>
    /// <param name="upper">The directory that receives all changes; empty, on the same file system.</param>
    /// <param name="work">An empty directory next to it, for the kernel.</param>
    /// <exception cref="Linux.LinuxException">The kernel refuses.</exception>
    public static DetachedMount Create(DirectoryHandle lower, DirectoryHandle upper, DirectoryHandle work, bool isVolatile, bool isStacked = false)
    {
        using var lowerFile = lower.OpenAsFile();
        using var upperFile = upper.OpenAsFile();
        using var workFile = work.OpenAsFile();
        FileSystemOption[] options =
        [
            new("source", "overlay"),

            // By descriptor: in a path, colons and commas would mean something.
            new("lowerdir", PathOf(lowerFile)),
            new("upperdir", PathOf(upperFile)),
            new("workdir", PathOf(workFile)),

            // Hard links stay hard links when one of their names is written to; overlays that others are stacked on
            // cannot do that.
            new("index", isStacked ? "off" : "on"),

            // Everything is on the same device then.
            .. isStacked ? new[] { new FileSystemOption("xino", "on") } : [],

            // Directories of the lower layer can be renamed.
            new("redirect_dir", "on"),

            // A file in the upper layer has its contents there.
            new("metacopy", "off"),
            .. isVolatile ? new[] { new FileSystemOption("volatile") } : [],
        ];
        return DetachedMount.Create("overlay", MountFlags.NoSetUid | MountFlags.NoDevices, options);
    }

    private static string PathOf(Microsoft.Win32.SafeHandles.SafeFileHandle file) => string.Create(
        CultureInfo.InvariantCulture, $"/proc/self/fd/{(int)file.DangerousGetHandle()}");
}
