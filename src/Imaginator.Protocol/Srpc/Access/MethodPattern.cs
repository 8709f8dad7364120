namespace Imaginator.Protocol.Srpc.Access;

/// <summary>
/// Shell patterns, as in Go, over <c>Service.Method</c>: <c>*</c> and <c>?</c> (which do not match <c>/</c>), classes
/// <c>[a-z]</c> and <c>[^a-z]</c>, and <c>\</c> as escape character. A malformed pattern matches nothing.
/// </summary>
internal static class MethodPattern
{
    /// <summary>Whether a pattern matches a whole name.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) =>
        IsWellFormed(pattern) && MatchHere(pattern, name);

    private static bool MatchHere(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // The position to resume at if the pattern after the last star does not match: the star then matches one more
        // character.
        var star = -1;
        var starName = 0;
        int p = 0, n = 0;
        while (n < name.Length || p < pattern.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starName = n;
                continue;
            }

            if (p < pattern.Length && n < name.Length && MatchOne(pattern, ref p, name[n]))
            {
                n++;
                continue;
            }

            if (star < 0 || starName >= name.Length || name[starName] == '/')
            {
                return false;
            }

            p = star + 1;
            n = ++starName;
        }

        return true;
    }

    // Advances over one element of the pattern, even on a mismatch: the caller then starts again.
    private static bool MatchOne(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        switch (pattern[p++])
        {
            case '?':
                return c != '/';
            case '[':
                return MatchClass(pattern, ref p, c);
            case '\\':
                return pattern[p++] == c;
            default:
                return pattern[p - 1] == c;
        }
    }

    private static bool MatchClass(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        var isNegated = pattern[p] == '^';
        p += isNegated ? 1 : 0;
        var matches = false;
        while (pattern[p] != ']')
        {
            var first = ReadClassCharacter(pattern, ref p);
            var last = first;
            if (pattern[p] == '-')
            {
                p++;
                last = ReadClassCharacter(pattern, ref p);
            }

            matches |= first <= c && c <= last;
        }

        p++;
        return matches != isNegated;
    }

    private static char ReadClassCharacter(ReadOnlySpan<char> pattern, ref int p)
    {
        p += pattern[p] == '\\' ? 1 : 0;
        return pattern[p++];
    }

    private static bool IsWellFormed(ReadOnlySpan<char> pattern)
    {
        for (var p = 0; p < pattern.Length; p++)
        {
            switch (pattern[p])
            {
                case '\\' when ++p == pattern.Length:
                    return false;
                case '[' when (p = FindEndOfClass(pattern, p + 1)) < 0:
                    return false;
            }
        }

        return true;
    }

    private static int FindEndOfClass(ReadOnlySpan<char> pattern, int p)
    {
        p += p < pattern.Length && pattern[p] == '^' ? 1 : 0;
        for (var count = 0; p < pattern.Length; count++)
        {
            if (pattern[p] == ']' && count > 0)
            {
                return p;
            }

            if (!SkipClassCharacter(pattern, ref p)
                || (p < pattern.Length && pattern[p] == '-' && (++p == pattern.Length || !SkipClassCharacter(pattern, ref p))))
            {
                return -1;
            }
        }

        return -1;
    }

    private static bool SkipClassCharacter(ReadOnlySpan<char> pattern, ref int p)
    {
        if (pattern[p] is ']' or '-')
        {
            return false;
        }

        p += pattern[p] == '\\' ? 2 : 1;
        return p <= pattern.Length;
    }
}
