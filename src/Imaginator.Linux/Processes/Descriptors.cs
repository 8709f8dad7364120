using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>Operations on pipes and other files that are read and written sequentially.</summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class Descriptors
{
    /// <summary>Creates a pipe. Started programs inherit neither end.</summary>
    /// <returns>The read end, which is non-blocking, and the write end, which is blocking.</returns>
    public static (SafeFileHandle Reader, SafeFileHandle Writer) CreatePipe()
    {
        var (reader, writer) = CreateBlockingPipe();
        NativeCall.ThrowIfFailed(LibC.fcntl(FileHandles.Descriptor(reader), LibC.F_SETFL, LibC.O_NONBLOCK), "fcntl", "");
        return (reader, writer);
    }

    /// <summary>Creates a pipe whose ends are both blocking. Started programs inherit neither end.</summary>
    internal static (SafeFileHandle Reader, SafeFileHandle Writer) CreateBlockingPipe()
    {
        var ends = stackalloc int[2];
        NativeCall.ThrowIfFailed(LibC.pipe2(ends, LibC.O_CLOEXEC), "pipe2", "");
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>Opens an existing file, device or FIFO of this process's root.</summary>
    /// <param name="path">The path. Never joined from untrusted parts.</param>
    public static SafeFileHandle OpenForReading(string path) => Open(path, LibC.O_RDONLY);

    /// <inheritdoc cref="OpenForReading"/>
    public static SafeFileHandle OpenForWriting(string path) => Open(path, LibC.O_WRONLY);

    /// <summary>Reads the available bytes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="name">The name of the file in errors.</param>
    /// <returns>
    /// The number of bytes read; 0 at the end of the file; null if the file is non-blocking and no bytes are available.
    /// </returns>
    public static int? Read(SafeFileHandle file, Span<byte> buffer, string name)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                var count = (long)LibC.read(FileHandles.Descriptor(file), pointer, buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                switch (NativeCall.LastError)
                {
                    case Errno.EAGAIN:
                        return null;
                    case Errno.EINTR:
                        break;
                    case Errno.EIO when IsTerminal(file):
                        return 0; // The last program that used the terminal has closed it.
                    default:
                        NativeCall.ThrowLastError("read", name);
                        break;
                }
            }
        }
    }

    /// <summary>Writes all bytes and waits if the file is not ready.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">The name of the file in errors.</param>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, string name)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* pointer = bytes)
            {
                var count = (long)LibC.write(FileHandles.Descriptor(file), pointer, bytes.Length);
                if (count >= 0)
                {
                    bytes = bytes[(int)count..];
                }
                else if (NativeCall.LastError != Errno.EINTR)
                {
                    NativeCall.ThrowLastError("write", name);
                }
            }
        }
    }

    /// <summary>Writes as many bytes as possible without waiting and drops the rest.</summary>
    /// <param name="file">A non-blocking file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">The name of the file in errors.</param>
    public static void WriteWhatFits(SafeFileHandle file, ReadOnlySpan<byte> bytes, string name)
    {
        fixed (byte* pointer = bytes)
        {
            if ((long)LibC.write(FileHandles.Descriptor(file), pointer, bytes.Length) < 0
                && NativeCall.LastError is not (Errno.EAGAIN or Errno.EIO))
            {
                NativeCall.ThrowLastError("write", name);
            }
        }
    }

    internal static SafeFileHandle OpenTerminal(string path) => Open(path, LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_NONBLOCK);

    private static bool IsTerminal(SafeFileHandle file) => FileHandles.GetStatus(file).Type == FileType.CharacterDevice;

    private static SafeFileHandle Open(string path, int flags)
    {
        var buffer = new byte[NativeCall.BufferLength(path)];
        fixed (byte* pointer = NativeCall.EncodeName(path, buffer, "open"))
        {
            var descriptor = LibC.open(pointer, flags | LibC.O_CLOEXEC, default);
            NativeCall.ThrowIfFailed(descriptor, "open", path);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    /// <summary>Waits until a file is readable or at its end, but not longer than a given time.</summary>
    /// <returns>Whether it is readable or at its end.</returns>
    public static bool WaitForInput(SafeFileHandle file, TimeSpan timeout)
    {
        pollfd request = new() { fd = FileHandles.Descriptor(file), events = LibC.POLLIN };
        int count;
        do
        {
            count = LibC.poll(&request, 1, (int)timeout.TotalMilliseconds);
        }
        while (count < 0 && NativeCall.LastError == Errno.EINTR);

        NativeCall.ThrowIfFailed(count, "poll", "");
        return count > 0;
    }

    /// <summary>Waits until one of the files is readable or at its end.</summary>
    public static void WaitForInput(ReadOnlySpan<SafeFileHandle> files, Span<bool> ready)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(ready.Length, files.Length);
        var requests = new pollfd[files.Length];
        for (var i = 0; i < files.Length; i++)
        {
            requests[i] = new pollfd { fd = FileHandles.Descriptor(files[i]), events = LibC.POLLIN };
        }

        fixed (pollfd* pointer = requests)
        {
            int count;
            do
            {
                count = LibC.poll(pointer, (uint)requests.Length, -1);
            }
            while (count < 0 && NativeCall.LastError == Errno.EINTR);

            NativeCall.ThrowIfFailed(count, "poll", "");
        }

        for (var i = 0; i < files.Length; i++)
        {
            ready[i] = requests[i].revents != 0;
        }
    }
}
