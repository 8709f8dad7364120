using System.Collections.Immutable;
using Imaginator.Files;

namespace Imaginator.Linux.Trees;

/// <summary>
/// The calls that list, get and set extended attributes, in one of two forms: for an open file, or for a path whose
/// last name is not followed.
/// </summary>
internal readonly unsafe ref struct ExtendedAttributeCalls
{
    private const int UsualLength = 1024;

    // XATTR_LIST_MAX and XATTR_SIZE_MAX.
    private const int LargestLength = 64 * 1024;

    private readonly nint _target;
    private readonly int _list;
    private readonly int _get;
    private readonly int _set;
    private readonly string _display;

    /// <summary>Creates the calls for an open file or directory.</summary>
    public ExtendedAttributeCalls(int descriptor, string display)
    {
        _target = descriptor;
        (_list, _get, _set) = (SyscallNumbers.FListXattr, SyscallNumbers.FGetXattr, SyscallNumbers.FSetXattr);
        _display = display;
    }

    /// <summary>Creates the calls for a path, which must be zero-terminated and pinned during their use.</summary>
    public ExtendedAttributeCalls(byte* path, string display)
    {
        _target = (nint)path;
        (_list, _get, _set) = (SyscallNumbers.LListXattr, SyscallNumbers.LGetXattr, SyscallNumbers.LSetXattr);
        _display = display;
    }

    /// <summary>
    /// Gets all attributes that are content (see <see cref="ContentAttributes"/>), sorted by name; empty if the file system
    /// does not support them. Usually a single system call.
    /// </summary>
    public ImmutableArray<ExtendedAttribute> Get()
    {
        Span<byte> usual = stackalloc byte[UsualLength];
        var names = Read(_list, null, usual, "listxattr");
        if (names.IsEmpty)
        {
            return [];
        }

        var attributes = ImmutableArray.CreateBuilder<ExtendedAttribute>();
        Span<byte> value = stackalloc byte[UsualLength];
        while (!names.IsEmpty)
        {
            // Names are terminated by zeros; the kernel expects a name with its zero.
            var length = names.IndexOf((byte)0) + 1;
            var decoded = FileName.Decode(names[..(length - 1)]);
            if (ContentAttributes.MayBeContent(decoded))
            {
                fixed (byte* name = names)
                {
                    var attribute = new ExtendedAttribute(decoded, Read(_get, name, value, "getxattr").ToArray());
                    if (ContentAttributes.HasContent(attribute))
                    {
                        attributes.Add(attribute);
                    }
                }
            }

            names = names[length..];
        }

        attributes.Sort((one, other) => FileName.BytewiseComparer.Compare(one.Name, other.Name));
        return attributes.DrainToImmutable();
    }

    /// <summary>Gets the value of an attribute; null if it does not exist.</summary>
    public byte[]? TryGet(string attributeName)
    {
        Span<byte> value = stackalloc byte[UsualLength];
        var encoded = NativeCall.EncodeName(attributeName, new byte[NativeCall.BufferLength(attributeName)], "getxattr");
        try
        {
            fixed (byte* name = encoded)
            {
                return Read(_get, name, value, "getxattr").ToArray();
            }
        }
        catch (LinuxException e) when (e.Error is Errno.ENODATA or Errno.EOPNOTSUPP)
        {
            return null;
        }
    }

    public void Set(ExtendedAttribute attribute)
    {
        var name = NativeCall.EncodeName(
            attribute.Name, new byte[NativeCall.BufferLength(attribute.Name)], "setxattr");
        fixed (byte* namePointer = name)
        fixed (byte* value = attribute.Value.Span)
        {
            var result = NativeCall.Syscall(_set, _target, (nint)namePointer, (nint)value, attribute.Value.Length);
            NativeCall.ThrowIfFailed((int)result, "setxattr", $"{_display} ({attribute.Name})");
        }
    }

    // listxattr(target, buffer, length) or getxattr(target, name, buffer, length).
    private Span<byte> Read(int call, byte* name, Span<byte> buffer, string callName)
    {
        while (true)
        {
            int length;
            fixed (byte* pointer = buffer)
            {
                length = (int)(name == null
                    ? NativeCall.Syscall(call, _target, (nint)pointer, buffer.Length)
                    : NativeCall.Syscall(call, _target, (nint)name, (nint)pointer, buffer.Length));
            }

            if (length >= 0)
            {
                return buffer[..length];
            }

            var error = NativeCall.LastError;
            if (error == Errno.EOPNOTSUPP && name == null)
            {
                return [];
            }

            if (error != Errno.ERANGE || buffer.Length >= LargestLength)
            {
                throw new LinuxException(callName, _display, error);
            }

            buffer = new byte[LargestLength];
        }
    }
}
