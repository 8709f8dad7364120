using CsCheck;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Filtering.Automata;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Building.Filtering;

/// <summary>
/// Compares the translation with a matcher that is nothing but the definition: from a set of places in the text, where
/// can each part end?
/// </summary>
public sealed class GoRegexPropertyTests
{
    private static readonly Gen<Expression> Leaf = Gen.OneOf(
        Rune("a", rune => rune == 'a'),
        Rune("b", rune => rune == 'b'),
        Rune("é", rune => rune == 'é'),
        Rune("😀", rune => rune == 0x1F600),
        Rune(".", rune => rune != '\n'),
        Rune("(?s:.)", _ => true),
        Rune(@"\n", rune => rune == '\n'),
        Rune("[^a]", rune => rune != 'a'),
        Rune("[b-é]", rune => rune is >= 'b' and <= 'é'),
        Rune(@"\w", rune => rune is 'a' or 'b'),
        Rune(@"\W", rune => rune is not ('a' or 'b')),
        Rune(@"\pL", rune => rune is 'a' or 'b' or 'é'),
        Rune("(?i:B)", rune => rune == 'b'),
        Place("^", (_, at) => at == 0),
        Place("$", (text, at) => at == text.Length),
        Place("(?m:^)", (text, at) => at == 0 || text[at - 1] == '\n'),
        Place("(?m:$)", (text, at) => at == text.Length || text[at] == '\n'),
        Place(@"\b", (text, at) => IsWord(text, at - 1) != IsWord(text, at)),
        Place(@"\B", (text, at) => IsWord(text, at - 1) == IsWord(text, at)));

    private static readonly Gen<Expression> Expressions = Gen.Recursive<Expression>((depth, nested) => depth == 3
        ? Leaf
        : Gen.OneOf(
            Leaf,
            nested.List[2, 4].Select(Sequence),
            nested.List[2, 3].Select(Choice),
            Gen.Select(nested, Gen.OneOf(("*", 0, 99), ("+", 1, 99), ("?", 0, 1), ("{2}", 2, 2), ("{1,2}?", 1, 2)))
                .Select(Repeat)));

    private static readonly Gen<string> Text =
        Gen.OneOf("a", "b", "é", "😀", "\n", "\uDCFF").List[0, 7].Select(string.Concat);

    [Fact]
    public void Translation_MatchesAsTheDefinitionDoes()
    {
        Gen.Select(Expressions, Text.List[1, 8], Gen.Bool).Sample(
            (expression, texts, fullMatch) =>
            {
                var regex = GoRegex.Compile(expression.Pattern, fullMatch);
                return texts.All(text => regex.IsMatch(text) == Matches(expression, text, fullMatch));
            },
            iter: 1_500);
    }

    [Fact]
    public void Length_IsKnownWithoutMakingTheProgram()
    {
        Expressions.Sample(
            expression =>
            {
                var node = RegexParser.Parse(expression.Pattern);
                return ProgramBuilder.TryBuild(node, out _) is not { } program || program.Length == node.Length + 1;
            },
            iter: 1_500);
    }

    private static bool Matches(Expression expression, string text, bool fullMatch)
    {
        // A byte that is not UTF-8 enumerates as U+FFFD, which is just what it counts as.
        var runes = text.EnumerateRunes().Select(rune => rune.Value).ToArray();
        return expression.Ends(runes, 0).Any(end => !fullMatch || end == runes.Length);
    }

    private static bool IsWord(int[] text, int at) => at >= 0 && at < text.Length && text[at] is 'a' or 'b';

    private static Expression Rune(string pattern, Func<int, bool> matches) =>
        new(pattern, (text, at) => at < text.Length && matches(text[at]) ? [at + 1] : []);

    private static Expression Place(string pattern, Func<int[], int, bool> holds) =>
        new(pattern, (text, at) => holds(text, at) ? [at] : []);

    private static Expression Sequence(List<Expression> parts) => new(
        string.Concat(parts.Select(part => part.Pattern)),
        (text, at) => parts.Aggregate(
            new HashSet<int> { at }, (places, part) => [.. places.SelectMany(place => part.Ends(text, place))]));

    private static Expression Choice(List<Expression> branches) => new(
        $"({string.Join('|', branches.Select(branch => branch.Pattern))})",
        (text, at) => [.. branches.SelectMany(branch => branch.Ends(text, at))]);

    private static Expression Repeat(Expression body, (string Operation, int Minimum, int Maximum) count) => new(
        $"(?:{body.Pattern}){count.Operation}",
        (text, at) =>
        {
            HashSet<int> all = count.Minimum == 0 ? [at] : [];
            HashSet<int> places = [at];
            for (var times = 1; times <= Math.Min(count.Maximum, count.Minimum + text.Length + 1); times++)
            {
                places = [.. places.SelectMany(place => body.Ends(text, place))];
                if (times >= count.Minimum)
                {
                    all.UnionWith(places);
                }
            }

            return all;
        });

    private sealed record Expression(string Pattern, Func<int[], int, HashSet<int>> Ends)
    {
        public override string ToString() => Pattern;
    }
}
