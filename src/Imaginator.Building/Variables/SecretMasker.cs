using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Building.Variables;

/// <summary>
/// Replaces secret values by <c>***</c> in everything that leaves the process: logs, build logs, pages, answers, error
/// messages. If two values begin at the same position, the longest is masked. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Finds the values as they are and percent-encoded as in URLs. The lines of a value of several lines (a key) are also
/// found one by one, because tools print single lines.
/// </remarks>
public sealed class SecretMasker
{
    /// <summary>
    /// The minimum number of characters of a value that is masked: replacing every <c>1</c> would protect nothing and
    /// make all output unreadable.
    /// </summary>
    public const int MinimumLength = 3;

    // Shorter lines of a longer value are things like "}" and say nothing about it.
    private const int MinimumLineLength = 8;

    private readonly ImmutableArray<SecretPattern> _patterns;
    private readonly SearchValues<byte> _firstBytes;

    /// <summary>Creates a masker.</summary>
    /// <param name="secrets">The secret values.</param>
    public SecretMasker(IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _patterns =
        [
            .. secrets
                .Where(IsMasked)
                .SelectMany(WithItsLines)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(SecretPattern.Of)
                .OrderByDescending(pattern => pattern.Bytes.Length),
        ];
        _firstBytes = SearchValues.Create([.. _patterns.SelectMany(FirstBytesOf).Distinct()]);
    }

    /// <summary>A masker without secrets.</summary>
    public static SecretMasker None { get; } = new([]);

    /// <summary>Whether a value is one that is masked.</summary>
    /// <returns>False for one that is shorter than <see cref="MinimumLength"/> or only white space.</returns>
    public static bool IsMasked(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length >= MinimumLength && !string.IsNullOrWhiteSpace(value);
    }

    /// <summary>Masks the secrets in a text.</summary>
    /// <returns>The masked text; the same instance if there is nothing to mask.</returns>
    public string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (Find(bytes, isLast: true).Length == 0)
        {
            return text;
        }

        var masked = new ArrayBufferWriter<byte>(bytes.Length);
        Mask(bytes, isLast: true, masked);
        return Encoding.UTF8.GetString(masked.WrittenSpan);
    }

    /// <summary>Starts masking a stream of bytes, in which a secret may be cut in two by the chunks.</summary>
    internal SecretMaskingFilter CreateFilter() => new(this);

    /// <summary>Masks bytes as far as they can be judged.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isLast">Whether nothing follows; then everything is judged.</param>
    /// <param name="output">Gets the masked bytes.</param>
    /// <returns>How many bytes were judged; those behind may be the beginning of a secret.</returns>
    internal int Mask(ReadOnlySpan<byte> bytes, bool isLast, IBufferWriter<byte> output)
    {
        var judged = 0;
        while (true)
        {
            var (start, length) = Find(bytes[judged..], isLast);
            output.Write(bytes.Slice(judged, start));
            judged += start;
            if (length == 0)
            {
                return judged;
            }

            output.Write("***"u8);
            judged += length;
        }
    }

    // Where the first secret is and how long. Length 0: there is none before start, where the text ends or where a
    // secret may begin that needs more text.
    private (int Start, int Length) Find(ReadOnlySpan<byte> text, bool isLast)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var candidate = text[start..].IndexOfAny(_firstBytes);
            if (candidate < 0)
            {
                break;
            }

            start += candidate;
            foreach (var pattern in _patterns)
            {
                var length = pattern.Match(text[start..]);
                if (length > 0)
                {
                    return (start, length);
                }

                if (length == SecretPattern.NeedsMore && !isLast)
                {
                    return (start, 0);
                }
            }
        }

        return (text.Length, 0);
    }

    // A tool that prints a value may have trimmed it.
    private static IEnumerable<string> WithItsLines(string secret) =>
        secret.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= MinimumLineLength)
            .Append(secret.Trim())
            .Append(secret)
            .Where(IsMasked);

    private static IEnumerable<byte> FirstBytesOf(SecretPattern pattern) => pattern switch
    {
        { Encoded: false } => [pattern.Bytes[0]],
        { Bytes: [(byte)' ', ..] } => [(byte)' ', (byte)'+', (byte)'%'],
        _ => [pattern.Bytes[0], (byte)'%'],
    };
}
