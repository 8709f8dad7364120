using System.Globalization;
using System.Text;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Host.Images.Trees;

/// <summary>Paths in the trees of images, and their form in addresses: file names are bytes, which need not be text.</summary>
internal static class TreePath
{
    /// <summary>The path of the root directory.</summary>
    public const string Root = "/";

    /// <summary>
    /// Splits a path into names; null if the path is invalid: it must begin with a slash, and must not have the names <c>.</c> and
    /// <c>..</c>. A slash at the end and empty names have no meaning.
    /// </summary>
    public static string[]? Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length > TreeRules.MaximumPathLength || !path.StartsWith('/'))
        {
            return null;
        }

        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return names.All(name => TreeRules.FaultOfName(name) is null) ? names : null;
    }

    /// <summary>The path of an entry of a directory.</summary>
    public static string Append(string directory, string name) => directory == Root ? $"/{name}" : $"{directory}/{name}";

    /// <summary>Whether a path is another path, or is below it.</summary>
    public static bool IsAtOrBelow(string path, string directory) =>
        directory == Root
        || (path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] == '/'));

    /// <summary>Escapes a path for the query of an address. Slashes stay readable.</summary>
    public static string Escape(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var value in FileName.Encode(path))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'/' or (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// Reads a path from the query of a request, with or without its question mark; null if the query does not have the parameter. The
    /// usual decoding would replace bytes that are not text.
    /// </summary>
    public static string? FromQuery(string query, string parameter)
    {
        foreach (var pair in query.TrimStart('?').Split('&'))
        {
            var separator = pair.IndexOf('=', StringComparison.Ordinal);
            if (separator >= 0 && pair.AsSpan(0, separator).SequenceEqual(parameter))
            {
                return Unescape(pair.AsSpan(separator + 1));
            }
        }

        return null;
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            if (text[0] == '%' && text.Length > 2
                && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                text = text[3..];
                continue;
            }

            // An unpaired surrogate becomes U+FFFD.
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            bytes.AddRange(encoded[..(rune.Value == '+' ? new Rune(' ') : rune).EncodeToUtf8(encoded)]);
            text = text[length..];
        }

        return FileName.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }
}
