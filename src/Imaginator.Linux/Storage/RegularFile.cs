using Imaginator.Linux.Trees;
using Imaginator.Quantities;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>
/// Reads files of the host that people write: configuration, lists, secrets. Symbolic links are followed. A path that is anything
/// but a regular file is refused without opening it: a FIFO blocks its reader, and opening a device can have effects.
/// </summary>
public static unsafe class RegularFile
{
    /// <summary>Opens a regular file for reading.</summary>
    /// <returns>The file; the caller disposes of it.</returns>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file; the message is a clause without the path.</exception>
    public static FileStream OpenRead(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (HostFiles.TryGetStatus(path) is not { } status)
        {
            throw new FileNotFoundException("the file does not exist", path);
        }

        RequireRegular(status);
        var file = Open(path);
        try
        {
            // The path can have been replaced since.
            RequireRegular(FileHandles.GetStatus(file));
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a regular file of limited length.</summary>
    /// <param name="maximumBytes">The maximum length.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read, is not a regular file, or is longer.</exception>
    public static byte[] ReadAll(string path, int maximumBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        using var file = OpenRead(path);

        // Not of the length that the file states: it can grow, and files of the kernel state none.
        using var text = new MemoryStream();
        var buffer = new byte[Math.Min(maximumBytes, 64 * 1024) + 1];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            if (text.Length + read > maximumBytes)
            {
                throw new IOException($"it is larger than {ByteSize.Describe(maximumBytes)}");
            }

            text.Write(buffer.AsSpan(0, read));
        }

        return text.ToArray();
    }

    /// <summary>Reads the text of a regular file of limited length.</summary>
    /// <param name="maximumBytes">The maximum length.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read, is not a regular file, or is longer.</exception>
    public static string ReadAllText(string path, int maximumBytes)
    {
        // Without the mark of the encoding, if the file begins with one.
        using var reader = new StreamReader(new MemoryStream(ReadAll(path, maximumBytes), writable: false));
        return reader.ReadToEnd();
    }

    private static SafeFileHandle Open(string path)
    {
        var buffer = new byte[NativeCall.BufferLength(path)];
        fixed (byte* pointer = NativeCall.EncodeName(path, buffer, "open"))
        {
            var descriptor = LibC.open(pointer, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_NOCTTY | LibC.O_CLOEXEC, default);
            NativeCall.ThrowIfFailed(descriptor, "open", path);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    private static void RequireRegular(FileStatus status)
    {
        if (status.Type != FileType.Regular)
        {
            throw new IOException($"it is a {Describe(status.Type)}, not a regular file");
        }
    }

    private static string Describe(FileType type) => type switch
    {
        FileType.Directory => "directory",
        FileType.Fifo => "FIFO",
        FileType.Socket => "socket",
        _ => "device",
    };
}
