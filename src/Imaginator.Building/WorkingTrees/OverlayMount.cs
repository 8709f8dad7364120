using System.Globalization;
using Imaginator.Building.Sandboxing.Users;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>Mounts overlays.</summary>
internal static class OverlayMount
{
    /// <summary>Mounts an overlay without a path.</summary>
    /// <param name="lower">The directory that is shown; nothing in it may be changed.</param>
    /// <param name="layers">The directory that holds the two others.</param>
    /// <param name="upperName">The directory that receives all changes; empty.</param>
    /// <param name="workName">An empty directory, for the kernel.</param>
    /// <param name="ids">
    /// The map with which the overlay shows its ids; null for none. The kernel cannot map the ids of an overlay, but those of its
    /// layers.
    /// </param>
    /// <exception cref="Linux.LinuxException">The kernel refuses.</exception>
    public static DetachedMount Create(
        DirectoryHandle lower,
        DirectoryHandle layers,
        string upperName,
        string workName,
        bool isVolatile,
        IdMap? ids = null,
        bool isStacked = false)
    {
        // Upper layer and work directory must be on one mount. An overlay below shows its ids with the map already.
        using var mappedLayers = ids?.Copy(layers);
        using var mappedLower = lower.Shift.IsSet ? null : ids?.Copy(lower);
        using var lowerRoot = mappedLower is null ? lower.Reopen() : mappedLower.OpenRoot(lower.DisplayPath, IdMap.Shift);
        using var layersRoot = mappedLayers is null ? layers.Reopen() : mappedLayers.OpenRoot(layers.DisplayPath, IdMap.Shift);
        using var upper = layersRoot.OpenDirectory(upperName);
        using var work = layersRoot.OpenDirectory(workName);

        // Otherwise files of the layers would seem to be on different devices.
        var numbersTogether = isStacked || lower.GetStatus().Device != upper.GetStatus().Device;
        using var lowerFile = lowerRoot.OpenAsFile();
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
            .. numbersTogether ? new[] { new FileSystemOption("xino", "on") } : [],

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
