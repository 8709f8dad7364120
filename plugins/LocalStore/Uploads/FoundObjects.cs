using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Looks up the objects that an upload has contents for. Up to a number of bytes, it also compares the contents of what it finds with the
/// hash: the upload replaces a damaged object while the correct contents are at hand. Scrubbing finds the others.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FoundObjects(ObjectDirectory objects)
{
    /// <summary>The number of bytes to read per upload: some ten milliseconds.</summary>
    private const long MaximumReadBytes = 16 << 20;

    private long _readBytes;

    /// <summary>True if the store has an object of this length that is not known to be damaged. Cheap.</summary>
    public bool Exists(in ObjectHash hash, long length) => objects.TryGetUsableLength(hash) == length;

    /// <summary>False if the contents of an object that exists are damaged. The caller has claimed the object.</summary>
    public bool IsSound(in ObjectHash hash, long length, CancellationToken cancellationToken)
    {
        if (Interlocked.Read(ref _readBytes) + length > MaximumReadBytes)
        {
            return true;
        }

        Interlocked.Add(ref _readBytes, length);
        return HasContents(hash, cancellationToken);
    }

    /// <summary>
    /// Compares the contents of an object with its hash, whatever its length. False if it does not exist, is damaged, or cannot be read.
    /// </summary>
    public bool HasContents(in ObjectHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return new ObjectVerification(objects).HasContents(hash, cancellationToken) == true;
        }
        catch (IOException)
        {
            // It is not known to be damaged, but the upload has its contents, and a bad disk block stays bad.
            return false;
        }
    }
}
