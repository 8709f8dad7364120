namespace Imaginator.Building.DiskImages;

/// <summary>Where a disk image goes and what it is like.</summary>
public sealed record DiskImageOptions
{
    /// <summary>The absolute path of the file. It is replaced as a whole when the image is complete.</summary>
    public required string File { get; init; }

    /// <summary>The size of the disk in bytes; zero for as large as the tree needs, and some room.</summary>
    public long Size { get; init; }

    /// <summary>What the kernel is told besides where its root is.</summary>
    public string KernelOptions { get; init; } = DefaultKernelOptions;

    /// <summary>Kernel messages on screen and serial port, the screen as console, the root writable.</summary>
    public const string DefaultKernelOptions = "rw console=ttyS0,115200 console=tty0";
}
