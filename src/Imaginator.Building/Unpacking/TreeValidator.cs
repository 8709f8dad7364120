using Imaginator.Images;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Validates an untrusted tree before it is unpacked: a valid tree has parts that can be created one by one, each in its
/// directory. The rules are those of scans and of image stores.
/// </summary>
internal static class TreeValidator
{
    private const int MaximumFaults = 20;

    /// <summary>Checks a tree.</summary>
    /// <exception cref="UnpackException">The tree is malformed; the message lists the first faults.</exception>
    public static void Validate(FileSystemTree tree)
    {
        var faults = TreeRules.FindFaults(tree, MaximumFaults);
        if (faults.Count > 0)
        {
            throw new UnpackException("cannot unpack the image: it is malformed:\n" + string.Join('\n', faults));
        }
    }
}
