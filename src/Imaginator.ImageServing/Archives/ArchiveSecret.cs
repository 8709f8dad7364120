using System.Security.Cryptography;
using Imaginator.Linux.Storage;

namespace Imaginator.ImageServing.Archives;

/// <summary>The secret that seals archives of images.</summary>
public sealed class ArchiveSecret(ReadOnlyMemory<byte> bytes)
{
    private const string FileName = "image-archive.key";
    private const int Length = 64;
    private const int MaximumLength = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>Reads the secret from the state directory; creates it if it does not exist.</summary>
    public static ArchiveSecret Load(string stateDirectory)
    {
        var path = Path.Combine(stateDirectory, FileName);
        try
        {
            if (!File.Exists(path))
            {
                DurableFile.Replace(path, RandomNumberGenerator.GetBytes(Length), OwnerOnly);
            }

            if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                throw new ImaginatorException(
                    $"cannot use secret \"{path}\": users other than its owner can read or write it, and could forge archives of "
                    + "images; delete it to create a new one, which invalidates existing archives");
            }

            var secret = RegularFile.ReadAll(path, MaximumLength);
            return secret.Length == Length
                ? new ArchiveSecret(secret)
                : throw new ImaginatorException(
                    $"cannot use secret \"{path}\": it has {secret.Length} bytes instead of {Length}; delete it to create a new one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot use secret \"{path}\": {e.Message}", e);
        }
    }
}
