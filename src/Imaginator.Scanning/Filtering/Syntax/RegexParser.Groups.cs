namespace Imaginator.Scanning.Filtering.Syntax;

internal sealed partial class RegexParser
{
    // What other languages have behind "(", longest first, and what to do about it.
    private static readonly (string Start, string Problem)[] ForeignGroups =
    [
        ("(?<=", "look-behind is not part of Go's syntax; write out the text before it"),
        ("(?<!", "look-behind is not part of Go's syntax; list the paths to match, or invert the filter with a line \"!\""),
        ("(?=", "look-ahead is not part of Go's syntax; write out the text after it"),
        ("(?!", "look-ahead is not part of Go's syntax; list the paths to match, or invert the filter with a line \"!\""),
        ("(?>", "an atomic group is not part of Go's syntax; write \"(?:\""),
        ("(?(", "a conditional is not part of Go's syntax; write the two cases as \"(?:…|…)\""),
        ("(?#", "a comment is not part of Go's syntax; remove it"),
        ("(?'", "a group named in quotes is not part of Go's syntax; write \"(?P<name>\""),
        ("(?P=", "a back reference is not part of Go's syntax; write out the repeated text"),
        ("(?P>", "a call of a group is not part of Go's syntax; repeat the group"),
        ("(?|", "a branch reset is not part of Go's syntax; write \"(?:\""),
        ("(?R", "recursion is not part of Go's syntax; write out the nested expression"),
    ];

    private readonly HashSet<string> _groupNames = new(StringComparer.Ordinal);

    private void ParseGroup(List<RegexNode> parts)
    {
        var start = _position;
        var flags = _flags;
        foreach (var (foreign, problem) in ForeignGroups)
        {
            if (Rest.StartsWith(foreign))
            {
                Fail(start, problem);
            }
        }

        if (TryTake("(?P<") || TryTake("(?<"))
        {
            TakeGroupName(start);
        }
        else if (TryTake("(?"))
        {
            if (!TakeFlags(start))
            {
                // "(?i)": for the rest of the group that it is in.
                return;
            }
        }
        else
        {
            _position++;
        }

        if (++_depth > MaximumNesting)
        {
            Fail(start, $"groups are nested more than {MaximumNesting} deep");
        }

        parts.Add(ParseChoice());
        _depth--;
        if (!TryTake(")"))
        {
            Fail(start, "this \"(\" is never closed; write \"\\(\" for the character");
        }

        _flags = flags;
    }

    private void TakeGroupName(int start)
    {
        var length = Rest.IndexOf('>');
        var name = length < 0 ? "" : Rest[..length].ToString();
        if (name.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
        {
            Fail(start, "the name of a group must consist of letters, digits and underscores between \"(?P<\" and \">\"");
        }

        if (!_groupNames.Add(name))
        {
            Fail(start, $"two groups have the name \"{name}\"");
        }

        _position += length + 1;
    }

    // Flags of "(?flags)" or "(?flags:"; returns whether a group follows.
    private bool TakeFlags(int start)
    {
        var negative = false;
        var any = false;
        for (; !AtEnd; _position++)
        {
            switch (_pattern[_position])
            {
                case 'i':
                    SetFlag(RegexFlags.IgnoreCase);
                    break;
                case 'm':
                    SetFlag(RegexFlags.MultiLine);
                    break;
                case 's':
                    SetFlag(RegexFlags.DotMatchesLineFeed);
                    break;
                case 'U':
                    SetFlag(RegexFlags.Ungreedy);
                    break;
                case '-' when !negative:
                    negative = true;
                    any = false;
                    continue;
                case ':' or ')' when any || !negative:
                    return _pattern[_position++] == ':';
                default:
                    Fail(start, "a group must start with \"(\", \"(?:\", \"(?P<name>\" or the flags i, m, s and U");
                    break;
            }

            any = true;
        }

        Fail(start, "this \"(?\" is never closed; write \"\\(\" for the character");
        return false;

        void SetFlag(RegexFlags flag) => _flags = negative ? _flags & ~flag : _flags | flag;
    }
}
