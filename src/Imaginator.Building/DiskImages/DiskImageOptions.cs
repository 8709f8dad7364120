namespace Imaginator.Building.DiskImages;

/// <summary>The file and the properties of a disk image.</summary>
public sealed record DiskImageOptions
{
    /// <summary>The absolute path of the file, which is replaced when the image is complete.</summary>
    public required string File { get; init; }

    /// <summary>The size of the disk in bytes; zero for the size of the tree and some spare space.</summary>
    public long Size { get; init; }

    /// <summary>The kernel's command line, without the root.</summary>
    public string KernelOptions { get; init; } = DefaultKernelOptions;

    /// <summary>Kernel messages on screen and serial port, the screen as console, the root writable.</summary>
    public const string DefaultKernelOptions = "rw console=ttyS0,115200 console=tty0";
}
