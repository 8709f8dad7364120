namespace Imaginator.Plugins.GitSource.Trees.Attributes;

/// <summary>How <c>git checkout</c> converts a file because of its attributes.</summary>
internal readonly record struct FileConversion
{
    /// <summary>No conversion.</summary>
    public static FileConversion None => default;

    /// <summary>True if line feeds become CR LF.</summary>
    public bool EndsLinesWithCrLf { get; init; }

    /// <summary>True if git decides by the contents whether the file is text, and converts only text.</summary>
    public bool OnlyIfText { get; init; }

    /// <summary>True if <c>$Id$</c> becomes the ID of the file.</summary>
    public bool ExpandsId { get; init; }

    /// <summary>The encoding of the file in a working tree; null for UTF-8 and files that are not text.</summary>
    public string? Encoding { get; init; }

    /// <summary>Determines whether a file contains <c>$Id$</c>.</summary>
    public static bool HasId(ReadOnlySpan<byte> contents)
    {
        for (int found; (found = contents.IndexOf("$Id"u8)) >= 0; contents = contents[(found + 3)..])
        {
            if (contents.Length > found + 3 && contents[found + 3] is (byte)'$' or (byte)':')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Converts the line ends of a file.</summary>
    /// <returns>The converted contents, or the same array.</returns>
    public byte[] Apply(byte[] contents)
    {
        if (!EndsLinesWithCrLf || (OnlyIfText && !IsConvertibleText(contents)))
        {
            return contents;
        }

        var added = 0;
        for (var i = 0; i < contents.Length; i++)
        {
            added += IsBareLineFeed(contents, i) ? 1 : 0;
        }

        if (added == 0)
        {
            return contents;
        }

        var converted = new byte[contents.Length + added];
        var end = 0;
        for (var i = 0; i < contents.Length; i++)
        {
            if (IsBareLineFeed(contents, i))
            {
                converted[end++] = (byte)'\r';
            }

            converted[end++] = contents[i];
        }

        return converted;
    }

    private static bool IsBareLineFeed(byte[] contents, int index) =>
        contents[index] == '\n' && (index == 0 || contents[index - 1] != '\r');

    // The rule of git for text=auto: no zero bytes, no CR, and at most one control character for 128 others.
    private static bool IsConvertibleText(byte[] contents)
    {
        var (printable, other) = (0L, 0L);
        foreach (var value in contents)
        {
            switch (value)
            {
                case 0 or (byte)'\r':
                    return false;
                case (byte)'\n':
                    break;
                case (byte)'\b' or (byte)'\t' or 27 or 12:
                    printable++;
                    break;
                case < 32 or 127:
                    other++;
                    break;
                default:
                    printable++;
                    break;
            }
        }

        return printable >> 7 >= other;
    }
}
