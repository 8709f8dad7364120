using Imaginator.Files;
using Imaginator.Linux;

namespace Imaginator.Building.Trees;

/// <summary>Sets extended attributes, with errors that say what is wrong with the attribute.</summary>
internal static class AttributeSetting
{
    /// <summary>Sets an attribute.</summary>
    /// <param name="set">Sets it on the file.</param>
    /// <exception cref="IOException">The attribute cannot be set. The caller adds the path to the message.</exception>
    public static void Set(ExtendedAttribute attribute, Action<ExtendedAttribute> set)
    {
        try
        {
            set(attribute);
        }
        catch (LinuxException e)
        {
            var length = attribute.Value.Length;
            throw new IOException(
                $"cannot set the extended attribute {FileName.ToDisplay(attribute.Name)} of {length} {(length == 1 ? "byte" : "bytes")}: "
                + ReasonOf(e.Error),
                e);
        }
    }

    // The kernel says "no space" also where there is space, but not for so long an attribute.
    private static string ReasonOf(Errno error) => error switch
    {
        Errno.ENOSPC or Errno.E2BIG or Errno.ERANGE =>
            "the target file system has no space for it; ext4 keeps about 4,000 bytes of attributes for each file; use another file "
            + "system, such as XFS, or shorten the attribute",
        Errno.EOPNOTSUPP => "the target file system does not support it; use another file system, such as ext4 or XFS",
        _ => error.Describe(),
    };
}
