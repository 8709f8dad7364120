using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Files;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Trees;

public sealed unsafe partial class DirectoryHandle
{
    /// <summary>Gets the extended attributes of the directory itself that are content, sorted by name.</summary>
    /// <returns>The attributes; empty if the file system does not support them.</returns>
    public ImmutableArray<ExtendedAttribute> GetExtendedAttributes() =>
        ShiftedAttributes.FromMount(new ExtendedAttributeCalls(Descriptor, DisplayPath).Get(), Shift);

    /// <summary>Gets the extended attributes of an open file of this directory, sorted by name.</summary>
    /// <returns>The attributes; empty if the file system does not support them.</returns>
    public ImmutableArray<ExtendedAttribute> GetExtendedAttributes(SafeFileHandle file) =>
        ShiftedAttributes.FromMount(FileHandles.GetExtendedAttributes(file), Shift);

    /// <summary>Gets the extended attributes of a name that are content, sorted by name. Symbolic links are not followed.</summary>
    /// <returns>The attributes; empty if the file system does not support them.</returns>
    public ImmutableArray<ExtendedAttribute> GetExtendedAttributes(string name)
    {
        fixed (byte* path = PathThroughProc(name, "listxattr"))
        {
            return ShiftedAttributes.FromMount(new ExtendedAttributeCalls(path, Join(name)).Get(), Shift);
        }
    }

    /// <summary>Gets the value of an extended attribute of the directory itself.</summary>
    /// <returns>
    /// The value; null if the attribute does not exist or the file system does not support attributes.
    /// </returns>
    public byte[]? TryGetExtendedAttribute(string attributeName) =>
        new ExtendedAttributeCalls(Descriptor, DisplayPath).TryGet(attributeName);

    /// <summary>Sets an extended attribute of the directory itself.</summary>
    public void SetExtendedAttribute(ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        new ExtendedAttributeCalls(Descriptor, DisplayPath).Set(ShiftedAttributes.ToMount(attribute, Shift, DisplayPath));
    }

    /// <summary>Sets an extended attribute of a name. Symbolic links are not followed.</summary>
    public void SetExtendedAttribute(string name, ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        fixed (byte* path = PathThroughProc(name, "setxattr"))
        {
            new ExtendedAttributeCalls(path, Join(name)).Set(ShiftedAttributes.ToMount(attribute, Shift, Join(name)));
        }
    }

    // These calls do not accept a directory handle; they get the kernel's link to it and a name that is not followed.
    private byte[] PathThroughProc(string name, string call)
    {
        var encoded = Encode(name, new byte[NativeCall.BufferLength(name)], call);
        return
        [
            .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{OwnFiles.Directory}/{Descriptor}/")),
            .. encoded,
        ];
    }
}
