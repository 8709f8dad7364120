using System.Buffers.Binary;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.DiskImages;

/// <summary>
/// The file system of a disk image, mounted without a path: loop device and mount vanish with this process, even if it is killed.
/// </summary>
internal static class DiskMount
{
    // struct ext4_super_block: s_feature_incompat, of which one bit is set while the file system is mounted.
    private const int FeaturesOffset = DiskLayout.PartitionOffset + 1024 + 0x60;
    private const uint NeedsRecovery = 4;

    private const int UnmountAttempts = 600;

    private static readonly TimeSpan UnmountPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Mounts the file system.</summary>
    /// <param name="file">The disk image.</param>
    /// <param name="nodes">A private directory for a device node, which exists only briefly.</param>
    /// <exception cref="IOException">The kernel refuses: for example, there are no loop devices here.</exception>
    public static DetachedMount Mount(string file, DiskLayout layout, DirectoryHandle nodes)
    {
        using var image = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var device = LoopDevice.Attach(image, nodes, DiskLayout.PartitionOffset, layout.Blocks * DiskLayout.BlockBytes);
        FileSystemOption[] options =
        [
            new("source", device.ProcessPath),

            // A crash of the machine leaves no disk image.
            new("nobarrier"),

            // The first boot does this: the file stays sparse.
            new("noinit_itable"),
        ];
        return DetachedMount.Create("ext4", MountFlags.None, options);
    }

    /// <summary>Waits until the kernel has unmounted the file system, which can take a moment after the last handle is closed.</summary>
    /// <exception cref="ImaginatorException">It does not unmount it.</exception>
    public static async Task WaitUntilUnmountedAsync(string file, CancellationToken cancellationToken)
    {
        for (var attempt = 0; IsMounted(file); attempt++)
        {
            if (attempt == UnmountAttempts)
            {
                throw new ImaginatorException("the kernel does not unmount the disk image: a process uses it; try again");
            }

            await Task.Delay(UnmountPause, cancellationToken);
        }
    }

    private static bool IsMounted(string file)
    {
        using var image = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> features = stackalloc byte[sizeof(uint)];
        return RandomAccess.Read(image, features, FeaturesOffset) == features.Length
            && (BinaryPrimitives.ReadUInt32LittleEndian(features) & NeedsRecovery) != 0;
    }
}
