using System.Globalization;
using System.Text;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>A block device whose contents are those of a file.</summary>
/// <remarks>
/// The kernel detaches the file when nothing uses the device any longer, even if the process was killed. Every member throws
/// <see cref="LinuxException"/> when the kernel refuses.
/// </remarks>
public sealed unsafe class LoopDevice : IDisposable
{
    // include/uapi/linux/loop.h
    private const int GetFree = 0x4C82; // LOOP_CTL_GET_FREE
    private const int Configure = 0x4C0A; // LOOP_CONFIGURE
    private const int ConfigurationLength = 304; // struct loop_config
    private const int BlockSizeOffset = 4;
    private const int StartOffset = 32; // lo_offset
    private const int LengthOffset = 40; // lo_sizelimit
    private const int FlagsOffset = 60;
    private const int AutomaticDetachment = 4; // LO_FLAGS_AUTOCLEAR
    private const int DirectAccess = 16; // LO_FLAGS_DIRECT_IO

    private const int BlockSize = 4096;
    private const uint OwnerOnly = 0x180; // 0600
    private const string NodeName = "loop-device";

    // Another process may take the free device first.
    private const int MaximumAttempts = 50;

    private readonly SafeFileHandle _device;

    private LoopDevice(SafeFileHandle device) => _device = device;

    /// <summary>A path to the device for this process, valid until this object is disposed.</summary>
    public string ProcessPath => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{FileHandles.Descriptor(_device)}");

    /// <summary>Makes a device for a file.</summary>
    /// <param name="file">The file, open for reading and writing; its length must be a multiple of 4096, unless that of the device is given.</param>
    /// <param name="nodes">A private directory for a device node, which exists only briefly.</param>
    /// <param name="start">The start of the device in the file, in bytes; a multiple of 4096.</param>
    /// <param name="length">The length of the device, in bytes, a multiple of 4096; 0 for the rest of the file.</param>
    public static LoopDevice Attach(SafeFileHandle file, DirectoryHandle nodes, long start = 0, long length = 0)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        using var control = Open("/dev/loop-control", LibC.O_RDWR);
        for (var attempt = 1; ; attempt++)
        {
            var number = LibC.ioctl(FileHandles.Descriptor(control), GetFree, 0);
            NativeCall.ThrowIfFailed(number, "ioctl(LOOP_CTL_GET_FREE)", "/dev/loop-control");
            var device = OpenDevice(number, nodes);
            if (TryConfigure(device, file, start, length))
            {
                return new LoopDevice(device);
            }

            var error = NativeCall.LastError;
            device.Dispose();
            if (error != Errno.EBUSY || attempt == MaximumAttempts)
            {
                throw new LinuxException("ioctl(LOOP_CONFIGURE)", $"/dev/loop{number}", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private static bool TryConfigure(SafeFileHandle device, SafeFileHandle file, long start, long length)
    {
        var configuration = stackalloc byte[ConfigurationLength];
        new Span<byte>(configuration, ConfigurationLength).Clear();
        *(int*)configuration = FileHandles.Descriptor(file);
        *(int*)(configuration + BlockSizeOffset) = BlockSize;
        *(long*)(configuration + StartOffset) = start;
        *(long*)(configuration + LengthOffset) = length;

        // Where the file system of the file cannot do that, the kernel takes no notice. Otherwise, data would be cached twice, and
        // each flush of that file system would wait for what is written to all devices.
        *(int*)(configuration + FlagsOffset) = AutomaticDetachment | DirectAccess;
        return LibC.ioctl(FileHandles.Descriptor(device), Configure, configuration) == 0;
    }

    // Through a node of our own: containers do not have the nodes of all devices.
    private static SafeFileHandle OpenDevice(int number, DirectoryHandle nodes)
    {
        var numbers = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/sys/block/loop{number}/dev")).Trim().Split(':');
        var major = ulong.Parse(numbers[0], CultureInfo.InvariantCulture);
        var minor = ulong.Parse(numbers[1], CultureInfo.InvariantCulture);
        nodes.MakeNode(
            NodeName, (uint)FileType.BlockDevice | OwnerOnly, (major << 8) | (minor & 0xFF) | ((minor & ~0xFFUL) << 12));
        try
        {
            return Open($"{nodes.DisplayPath}/{NodeName}", LibC.O_RDWR | LibC.O_NOFOLLOW);
        }
        finally
        {
            nodes.Unlink(NodeName);
        }
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        fixed (byte* pointer = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var descriptor = LibC.open(pointer, flags | LibC.O_CLOEXEC);
            NativeCall.ThrowIfFailed(descriptor, "open", path);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }
}
