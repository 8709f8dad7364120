using System.Security.Cryptography;

namespace Imaginator.ImageServing.Archives;

/// <summary>The secret that archives of images are sealed with; made when it is needed first, and kept.</summary>
internal static class ArchiveSecret
{
    private const string FileName = "image-archive.key";
    private const int Length = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the secret.</summary>
    /// <param name="stateDirectory">Where it is kept.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="ImaginatorException">It cannot be read or made, or others can read it.</exception>
    public static byte[] Load(string stateDirectory)
    {
        var path = Path.Combine(stateDirectory, FileName);
        try
        {
            if (!File.Exists(path))
            {
                Make(path);
            }

            if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                throw new ImaginatorException(
                    $"{path} can be read or written by others than its owner: whoever knows it can forge archives of images. "
                    + $"Delete it, and a new one is made; archives sealed with the old one are then of no more use.");
            }

            var secret = File.ReadAllBytes(path);
            return secret.Length == Length
                ? secret
                : throw new ImaginatorException($"{path} has {secret.Length} bytes instead of {Length}. Delete it, and a new one is made.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"{path}: {e.Message}", e);
        }
    }

    // Under another name first: whoever finds the file finds all of it.
    private static void Make(string path)
    {
        var unfinished = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(unfinished, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path);
    }
}
