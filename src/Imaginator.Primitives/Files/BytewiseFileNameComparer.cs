namespace Imaginator.Files;

/// <summary>
/// Orders names by their encoded bytes. The order of UTF-16 code units differs only for surrogates, so an ordinal
/// comparison handles the common case.
/// </summary>
internal sealed class BytewiseFileNameComparer : IComparer<string>
{
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        if (!char.IsSurrogate(x[common]) && !char.IsSurrogate(y[common])
            && (common == 0 || !char.IsSurrogate(x[common - 1])))
        {
            return x[common].CompareTo(y[common]);
        }

        return FileName.Encode(x).AsSpan().SequenceCompareTo(FileName.Encode(y));
    }
}
