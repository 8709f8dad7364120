namespace Imaginator.Files;

/// <summary>
/// Permission bits of files and directories: the values that Imaginator creates files with, and their octal text form.
/// C# has no octal literals, so these constants stand for them.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class FileModes
{
    /// <summary>The bits that <c>chmod</c> can set (octal 7777): set-user-ID, set-group-ID, sticky and permissions.</summary>
    public const uint PermissionBits = 0xFFF;

    /// <summary>Octal 0400: the owner can read.</summary>
    public const uint Mode0400 = 0x100;

    /// <summary>Octal 0600: the owner can read and write.</summary>
    public const uint Mode0600 = 0x180;

    /// <summary>Octal 0644: the owner can read and write, all others can read.</summary>
    public const uint Mode0644 = 0x1A4;

    /// <summary>Octal 0700: the owner can read, write and execute or search.</summary>
    public const uint Mode0700 = 0x1C0;

    /// <summary>Octal 0755: the owner can read, write and execute or search, all others can read and execute or search.</summary>
    public const uint Mode0755 = 0x1ED;

    private const int OctalBase = 8;
    private const int MinimumDigits = 4;

    /// <summary>Formats a mode as octal digits, at least four of them: <c>0755</c>, <c>100644</c>.</summary>
    /// <param name="mode">Permission bits, with or without type bits.</param>
    /// <returns>The octal digits, without a prefix.</returns>
    public static string Format(uint mode) => Convert.ToString(mode, OctalBase).PadLeft(MinimumDigits, '0');

    /// <summary>Parses permission bits from octal digits: <c>755</c>, <c>0755</c>, <c>4755</c>.</summary>
    /// <param name="text">The octal digits, without a prefix or sign.</param>
    /// <param name="mode">The permission bits if the method returns true, otherwise 0.</param>
    /// <returns>True if the text consists of octal digits and its value is at most <see cref="PermissionBits"/>.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out uint mode)
    {
        mode = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        var value = 0u;
        foreach (var digit in text)
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            value = (value * OctalBase) + (uint)(digit - '0');
            if (value > PermissionBits)
            {
                return false;
            }
        }

        mode = value;
        return true;
    }
}
