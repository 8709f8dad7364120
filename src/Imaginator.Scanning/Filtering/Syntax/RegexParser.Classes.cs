namespace Imaginator.Scanning.Filtering.Syntax;

internal sealed partial class RegexParser
{
    // […], where a "]" in the first place is a character, and a "[" is one unless it starts "[:name:]".
    private RuneSet ParseClass()
    {
        var start = _position++;
        var negative = TryTake("^");
        var sets = new List<RuneSet>();
        while (AtEnd || _pattern[_position] != ']' || sets.Count == 0)
        {
            if (AtEnd)
            {
                Fail(start, "this \"[\" is never closed; write \"\\[\" for the character");
            }

            sets.Add(TryTakePosixClass() ?? TryTakeNamedClass() ?? Folded(TakeRange()));
        }

        _position++;
        var union = RuneSet.Of(sets.SelectMany(set => set.Ranges));
        return negative ? union.Complement() : union;
    }

    private RuneSet? TryTakePosixClass()
    {
        var length = Rest.StartsWith("[:") ? Rest[2..].IndexOf(":]") : -1;
        if (length < 0)
        {
            return null;
        }

        var start = _position;
        var name = Rest.Slice(2, length).ToString();
        var negative = name.StartsWith('^');
        if (!RuneCategories.Posix.TryGetValue(negative ? name[1..] : name, out var set))
        {
            Fail(start, $"unknown class \"[:{name}:]\"; known classes: "
                + string.Join(", ", RuneCategories.Posix.Keys.Order(StringComparer.Ordinal)));
        }

        _position += length + 4;
        return WithSign(set, negative);
    }

    // One character, or two with a "-" in between.
    private RuneSet TakeRange()
    {
        var start = _position;
        var first = TakeClassRune();
        var last = first;
        if (Rest.Length >= 2 && Rest[0] == '-' && Rest[1] != ']')
        {
            _position++;
            last = TakeClassRune();
        }

        if (last < first)
        {
            Fail(start, $"the range \"{_pattern[start.._position]}\" ends before it starts");
        }

        return RuneSet.Of(new RuneRange(first, last));
    }

    private int TakeClassRune() => _pattern[_position] == '\\' ? TakeEscapedRune(_position) : TakeRune();
}
