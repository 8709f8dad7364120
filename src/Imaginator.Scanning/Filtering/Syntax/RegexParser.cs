using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>
/// Reads a regular expression as Go's <c>regexp</c> (RE2) does. Rejects all other syntax, in particular that of
/// .NET, so that no filter works only here.
/// </summary>
internal sealed partial class RegexParser
{
    private const int MaximumRepeat = 1000;
    private const int MaximumNesting = 250;

    // The ranges of all classes of an expression together, and the cost of finding the other cases of letters.
    private const int MaximumCost = 250_000;
    private const int CasedPerCost = 16;

    private readonly string _pattern;
    private int _position;
    private int _depth;
    private RegexFlags _flags;
    private int _cost;

    private RegexParser(string pattern) => _pattern = pattern;

    private bool AtEnd => _position == _pattern.Length;

    private ReadOnlySpan<char> Rest => _pattern.AsSpan(_position);

    /// <summary>Parses a whole expression.</summary>
    /// <exception cref="GoRegexException">It is not one.</exception>
    public static RegexNode Parse(string pattern) => Parse(pattern, out _);

    /// <summary>Parses a whole expression.</summary>
    /// <exception cref="GoRegexException">It is not one.</exception>
    public static RegexNode Parse(string pattern, out int cost)
    {
        var parser = new RegexParser(pattern);
        parser.RequireText();
        var node = parser.ParseChoice();
        if (!parser.AtEnd)
        {
            parser.Fail(parser._position, "this \")\" closes nothing; write \"\\)\" for the character");
        }

        cost = parser._cost;
        return node;
    }

    // a|b|c, up to the end or the parenthesis that closes the group.
    private RegexNode ParseChoice()
    {
        var branches = new List<RegexNode> { ParseSequence() };
        while (TryTake("|"))
        {
            branches.Add(ParseSequence());
        }

        return branches is [var only] ? only : new ChoiceNode([.. branches]);
    }

    private RegexNode ParseSequence()
    {
        var parts = new List<RegexNode>();
        var afterRepeat = false;
        while (!AtEnd && _pattern[_position] is not ('|' or ')'))
        {
            var start = _position;
            if (TryTakeRepeat(out var minimum, out var maximum))
            {
                Repeat(parts, start, minimum, maximum, afterRepeat);
                afterRepeat = true;
            }
            else
            {
                ParsePart(parts);
                afterRepeat = false;
            }
        }

        return parts is [var only] ? only : new SequenceNode([.. parts]);
    }

    private void ParsePart(List<RegexNode> parts)
    {
        switch (_pattern[_position])
        {
            case '(':
                ParseGroup(parts);
                break;
            case '[':
                parts.Add(new RunesNode(ParseClass()));
                break;
            case '\\':
                ParseEscape(parts);
                break;
            case '.':
                _position++;
                parts.Add(new RunesNode(Has(RegexFlags.DotMatchesLineFeed) ? RuneSet.All : RuneSet.AllButLineFeed));
                break;
            case '^':
                _position++;
                parts.Add(Assert(RegexAssertion.StartOfLine, RegexAssertion.StartOfText));
                break;
            case '$':
                // Without (?m) only the very end: .NET's would match before a line feed at the end, too.
                _position++;
                parts.Add(Assert(RegexAssertion.EndOfLine, RegexAssertion.EndOfText));
                break;
            default:
                parts.Add(Literal(TakeRune()));
                break;
        }
    }

    private void Repeat(List<RegexNode> parts, int start, int minimum, int? maximum, bool afterRepeat)
    {
        var operation = _pattern[start.._position];
        TryTake("?");
        if (!AtEnd && _pattern[_position] == '+' && !afterRepeat && parts.Count > 0)
        {
            Fail(start, $"\"{operation}+\" (possessive, in other languages) is not part of Go's syntax; write \"{operation}\"");
        }

        if (parts.Count == 0)
        {
            Fail(start, $"\"{operation}\" has nothing to repeat; write \"\\{operation}\" for the character");
        }

        if (afterRepeat)
        {
            Fail(start, $"\"{operation}\" repeats a repetition; put the first repetition into \"(?:…)\"");
        }

        var node = new RepeatNode(parts[^1], minimum, maximum);
        if (minimum > MaximumRepeat || maximum > MaximumRepeat || maximum < minimum || node.RepeatWeight > MaximumRepeat)
        {
            Fail(start, $"\"{operation}\": in {{n,m}}, n must not exceed m, and the product of nested counts must not exceed {MaximumRepeat}");
        }

        parts[^1] = node;
    }

    private bool TryTakeRepeat(out int minimum, out int? maximum)
    {
        (minimum, maximum) = (0, null);
        switch (_pattern[_position])
        {
            case '*':
                _position++;
                return true;
            case '+':
                _position++;
                minimum = 1;
                return true;
            case '?':
                _position++;
                maximum = 1;
                return true;
            case '{':
                return TryTakeCounts(out minimum, out maximum);
            default:
                return false;
        }
    }

    // {n}, {n,} or {n,m}. Everything else that starts with a brace is text, as in Go.
    private bool TryTakeCounts(out int minimum, out int? maximum)
    {
        maximum = null;
        var start = _position++;
        if (TryTakeCount(out minimum))
        {
            if (TryTake("}"))
            {
                maximum = minimum;
                return true;
            }

            if (TryTake(",") && (TryTake("}") || TryTakeLastCount(out maximum)))
            {
                return true;
            }
        }

        _position = start;
        return false;
    }

    private bool TryTakeLastCount(out int? count)
    {
        var found = TryTakeCount(out var value) && TryTake("}");
        count = found ? value : null;
        return found;
    }

    private bool TryTakeCount(out int count)
    {
        var digits = Rest;
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        digits = end < 0 ? digits : digits[..end];
        count = 0;
        if (digits.IsEmpty || (digits.Length > 1 && digits[0] == '0'))
        {
            return false;
        }

        _position += digits.Length;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            count = int.MaxValue;
        }

        return true;
    }

    private RunesNode Literal(int rune) => new(Folded(RuneSet.Of(rune)));

    private RuneSet Folded(RuneSet set)
    {
        Charge(set.Ranges.Length);
        if (!Has(RegexFlags.IgnoreCase))
        {
            return set;
        }

        var folded = CaseFolding.Fold(set, out var cased);
        Charge(cased / CasedPerCost);
        return folded;
    }

    private void Charge(int cost)
    {
        _cost += cost;
        if (_cost > MaximumCost)
        {
            Fail(_position - 1, "the expression up to here is too large to match quickly; use fewer classes, or split it");
        }
    }

    private AssertionNode Assert(RegexAssertion ofLine, RegexAssertion ofText) =>
        new(Has(RegexFlags.MultiLine) ? ofLine : ofText);

    private bool Has(RegexFlags flag) => (_flags & flag) != 0;

    private int TakeRune()
    {
        var rune = Rune.GetRuneAt(_pattern, _position);
        _position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private bool TryTake(string text)
    {
        if (!Rest.StartsWith(text))
        {
            return false;
        }

        _position += text.Length;
        return true;
    }

    private void RequireText()
    {
        ReadOnlySpan<char> rest = _pattern;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                Fail(_pattern.Length - rest.Length, "the line is not valid UTF-8");
            }

            rest = rest[consumed..];
        }
    }

    [DoesNotReturn]
    private void Fail(int position, string problem) => throw new GoRegexException(_pattern, position + 1, problem);
}
