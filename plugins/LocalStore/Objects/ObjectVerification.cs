using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Compares single objects with their hashes.</summary>
internal sealed class ObjectVerification(ObjectDirectory objects)
{
    /// <summary>
    /// Compares the contents of an object with its hash, and marks a damaged one. Null if it does not exist. Throws
    /// <see cref="IOException"/> if it cannot be read: then it is not known to be damaged.
    /// </summary>
    public bool? HasContents(in ObjectHash hash, CancellationToken cancellationToken)
    {
        using var file = objects.TryOpen(hash);
        if (file is null)
        {
            return null;
        }

        if (ObjectHashing.Compute(file, null, cancellationToken) == hash)
        {
            return true;
        }

        ObjectDirectory.MarkDamaged(file);
        return false;
    }
}
