using System.Security.Cryptography;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.History.Retries;

/// <summary>
/// The key that encrypts variables of requests in the history: a separate file, so that a copy of the history shows no values.
/// Thread-safe.
/// </summary>
/// <param name="path">The file, which is created with the first variable.</param>
internal sealed class InputKey(string path)
{
    private const int Length = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private byte[]? _key;

    /// <summary>Reads the key, or creates it if there is none or its file is damaged.</summary>
    /// <exception cref="IOException">The file can be neither read nor created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can be neither read nor created.</exception>
    public byte[] Get()
    {
        lock (_lock)
        {
            return _key ??= TryRead() ?? Create();
        }
    }

    private byte[]? TryRead()
    {
        try
        {
            return RegularFile.ReadAll(path, Length) is { Length: Length } key ? key : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private byte[] Create()
    {
        var key = RandomNumberGenerator.GetBytes(Length);
        var next = path + ".new";
        File.Delete(next);
        using (var file = new FileStream(next, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        return key;
    }
}
