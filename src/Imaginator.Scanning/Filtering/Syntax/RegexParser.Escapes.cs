using System.Globalization;

namespace Imaginator.Scanning.Filtering.Syntax;

internal sealed partial class RegexParser
{
    // A backslash outside of a class.
    private void ParseEscape(List<RegexNode> parts)
    {
        var start = _position;
        if (TryTake("\\Q"))
        {
            TakeQuoted(parts);
        }
        else if (TryTakeAssertion() is { } assertion)
        {
            parts.Add(new AssertionNode(assertion));
        }
        else if (TryTakeNamedClass() is { } set)
        {
            parts.Add(new RunesNode(set));
        }
        else
        {
            parts.Add(Literal(TakeEscapedRune(start)));
        }
    }

    // \Q…\E: everything in between is text; without an end, everything.
    private void TakeQuoted(List<RegexNode> parts)
    {
        while (!AtEnd && !TryTake("\\E"))
        {
            parts.Add(Literal(TakeRune()));
        }
    }

    private RegexAssertion? TryTakeAssertion() => true switch
    {
        _ when TryTake("\\A") => RegexAssertion.StartOfText,
        _ when TryTake("\\z") => RegexAssertion.EndOfText,
        _ when TryTake("\\b") => RegexAssertion.WordBoundary,
        _ when TryTake("\\B") => RegexAssertion.NoWordBoundary,
        _ => null,
    };

    // \d, \w, \s, \pN, \p{Lu} and their opposites, inside and outside of classes.
    private RuneSet? TryTakeNamedClass()
    {
        if (Rest.Length < 2 || Rest[0] != '\\')
        {
            return null;
        }

        var letter = Rest[1];
        RuneSet? set = char.ToLowerInvariant(letter) switch
        {
            'd' => RuneCategories.Digits,
            's' => RuneCategories.Spaces,
            'w' => RuneCategories.WordCharacters,
            _ => null,
        };
        if (set is not null)
        {
            _position += 2;
            return WithSign(set, negative: char.IsAsciiLetterUpper(letter));
        }

        return letter is 'p' or 'P' ? TakeCategory(negative: letter == 'P') : null;
    }

    private RuneSet TakeCategory(bool negative)
    {
        var start = _position;
        _position += 2;
        var name = "";
        if (TryTake("{"))
        {
            var length = Rest.IndexOf('}');
            if (length < 0)
            {
                Fail(start, "this \"\\p{\" is never closed");
            }

            name = Rest[..length].ToString();
            _position += length + 1;
        }
        else if (!AtEnd)
        {
            name = char.ConvertFromUtf32(TakeRune());
        }

        if (name.StartsWith('^'))
        {
            negative = !negative;
            name = name[1..];
        }

        if (!RuneCategories.Unicode.TryGetValue(name, out var set))
        {
            Fail(start, $"unknown Unicode class \"{name}\": only general categories such as \"\\pL\" or \"\\p{{Lu}}\" are supported; "
                + "write a script as ranges, for instance \"[\\x{370}-\\x{3FF}]\"");
        }

        return WithSign(set, negative);
    }

    private RuneSet WithSign(RuneSet set, bool negative) => negative ? Folded(set).Complement() : Folded(set);

    // One character that is written with a backslash, inside and outside of classes.
    private int TakeEscapedRune(int start)
    {
        _position++;
        if (AtEnd)
        {
            Fail(start, "the expression ends with a backslash that escapes nothing; write \"\\\\\" for the character");
        }

        var letter = TakeRune();
        switch (letter)
        {
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'x':
                return TakeHexadecimal(start);
            case '0':
            case >= '1' and <= '7' when !AtEnd && _pattern[_position] is >= '0' and <= '7':
                return TakeOctal(letter - '0');
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)letter):
                return letter;
            default:
                Fail(start, DescribeForeignEscape(letter));
                return 0;
        }
    }

    // Up to three digits, the first of which has been taken.
    private int TakeOctal(int value)
    {
        for (var digits = 1; digits < 3 && !AtEnd && _pattern[_position] is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + _pattern[_position++] - '0';
        }

        return value;
    }

    private int TakeHexadecimal(int start)
    {
        var braced = TryTake("{");
        var length = braced ? Rest.IndexOf('}') : Math.Min(2, Rest.Length);
        var digits = length < 0 ? [] : Rest[..length];
        if ((!braced && length < 2)
            || digits.IsEmpty
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is < 0 or > RuneSet.Largest)
        {
            Fail(start, "a character number must have the form \"\\x7F\" (two digits) or \"\\x{10FFFF}\"");
            return 0;
        }

        _position += length + (braced ? 1 : 0);
        return value;
    }

    private static string DescribeForeignEscape(int letter) => letter switch
    {
        >= '1' and <= '9' or 'k' => "a back reference is not part of Go's syntax; write out the repeated text",
        'Z' => "\"\\Z\" is not part of Go's syntax; write \"\\z\" or \"$\"",
        'G' => "\"\\G\" is not part of Go's syntax; remove it, because an expression matches at the start",
        'C' => "\"\\C\" (one byte) is not supported by Go; write \"(?s:.)\"",
        'E' => "\"\\E\" has no \"\\Q\" before it; remove it",
        'b' => "\"\\b\" in a class is not part of Go's syntax; write \"\\x08\" for a backspace",
        'e' => "\"\\e\" is not part of Go's syntax; write \"\\x1B\"",
        'c' => "\"\\c\" is not part of Go's syntax; write the number, such as \"\\x01\"",
        'u' => "\"\\u\" is not part of Go's syntax; write \"\\x{…}\"",
        'h' => "\"\\h\" is not part of Go's syntax; write \"[ \\t]\"",
        'R' => "\"\\R\" is not part of Go's syntax; write \"\\r?\\n\"",
        'K' or 'X' or 'N' => $"\"\\{(char)letter}\" is not part of Go's syntax; write out the characters to match",
        _ => $"\"\\{char.ConvertFromUtf32(letter)}\" is not part of Go's syntax; remove the backslash",
    };
}
