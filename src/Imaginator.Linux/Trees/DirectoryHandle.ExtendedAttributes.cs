using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Files;

namespace Imaginator.Linux.Trees;

public sealed unsafe partial class DirectoryHandle
{
    /// <summary>The extended attributes of the directory itself, sorted by name.</summary>
    /// <returns>The attributes; none where the file system has none.</returns>
    public ImmutableArray<ExtendedAttribute> GetExtendedAttributes() =>
        new ExtendedAttributeCalls(Descriptor, DisplayPath).Get();

    /// <summary>The extended attributes of a name, sorted by name; of a symbolic link its own.</summary>
    /// <returns>The attributes; none where the file system has none.</returns>
    public ImmutableArray<ExtendedAttribute> GetExtendedAttributes(string name)
    {
        fixed (byte* path = PathThroughProc(name, "listxattr"))
        {
            return new ExtendedAttributeCalls(path, Join(name)).Get();
        }
    }

    /// <summary>The value of one extended attribute of the directory itself.</summary>
    /// <returns>The value; null if the directory has no such attribute, or the file system no attributes.</returns>
    public byte[]? TryGetExtendedAttribute(string attributeName) =>
        new ExtendedAttributeCalls(Descriptor, DisplayPath).TryGet(attributeName);

    /// <summary>Sets an extended attribute of the directory itself.</summary>
    public void SetExtendedAttribute(ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        new ExtendedAttributeCalls(Descriptor, DisplayPath).Set(attribute);
    }

    /// <summary>Sets an extended attribute of a name; of a symbolic link its own.</summary>
    public void SetExtendedAttribute(string name, ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        fixed (byte* path = PathThroughProc(name, "setxattr"))
        {
            new ExtendedAttributeCalls(path, Join(name)).Set(attribute);
        }
    }

    // These calls take no directory; the kernel's link to this one, then a single name that is not followed, do.
    private byte[] PathThroughProc(string name, string call)
    {
        var encoded = Encode(name, new byte[NativeCall.BufferLength(name)], call);
        return
        [
            .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Descriptor}/")),
            .. encoded,
        ];
    }
}
