using Imaginator.Files;

namespace Imaginator.Building.Manifests;

/// <summary>
/// The order in which scripts run: runs of digits compare as numbers of any length (<c>9_x</c> before <c>10_x</c>),
/// everything else byte by byte. Names that differ only in leading zeros are ordered byte by byte.
/// </summary>
internal sealed class VersionOrder : IComparer<string>
{
    private VersionOrder()
    {
    }

    /// <summary>The order.</summary>
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        ReadOnlySpan<byte> left = FileName.Encode(x);
        ReadOnlySpan<byte> right = FileName.Encode(y);
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var leftDigits = CountDigits(left);
            var rightDigits = CountDigits(right);
            var bothNumbers = leftDigits > 0 && rightDigits > 0;
            var order = bothNumbers
                ? CompareNumbers(left[..leftDigits], right[..rightDigits])
                : left[0].CompareTo(right[0]);
            if (order != 0)
            {
                return order;
            }

            left = left[(bothNumbers ? leftDigits : 1)..];
            right = right[(bothNumbers ? rightDigits : 1)..];
        }

        var rest = left.Length.CompareTo(right.Length);
        return rest != 0 ? rest : FileName.BytewiseComparer.Compare(x, y);
    }

    private static int CountDigits(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var count ? count : text.Length;

    private static int CompareNumbers(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        left = left.TrimStart((byte)'0');
        right = right.TrimStart((byte)'0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
