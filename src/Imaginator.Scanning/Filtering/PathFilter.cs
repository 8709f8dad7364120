using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Imaginator.Scanning.Filtering.Automata;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering;

/// <summary>
/// The lines of a filter, compiled: regular expressions in Go's (RE2) syntax that are matched from the start of a path
/// (all alternatives of a line are), not to its end. A line that is just <c>!</c> inverts the whole filter. Without
/// lines it matches nothing. Thread-safe; matching requires time linear in the path.
/// </summary>
public sealed class PathFilter
{
    private const string Inversion = "!";

    private readonly bool _inverted;

    // What paths start with that some line matches; none of them starts with another one.
    private readonly ImmutableArray<string> _heads;

    // Lines of common shapes, by shape; they hold for paths without line feeds, which "." does not match.
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly PrefixSet _prefixes;
    private readonly SearchValues<string> _contained;
    private readonly ImmutableArray<PathShape> _otherShapes;

    // Other lines, as few automata as possible; and those of common shapes, for paths with line feeds.
    private readonly ImmutableArray<GoRegex> _unoptimized;
    private readonly Lazy<ImmutableArray<GoRegex>> _shapesAsRegexes;

    private PathFilter(bool inverted, IReadOnlyList<Line> lines)
    {
        _inverted = inverted;
        Lines = [.. inverted ? [Inversion] : Array.Empty<string>(), .. lines.Select(line => line.Text)];
        _heads = [.. PrefixSet.Minimal(lines.Select(line => PathShape.HeadOf(line.Node)))];
        var shapes = lines.Select(line => line.Shape).OfType<PathShape>().ToList();
        _exact = shapes.Where(shape => shape is { Tail: null, AtEnd: true })
            .Select(shape => shape.Head)
            .ToFrozenSet(StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _prefixes = new PrefixSet(shapes.Where(shape => shape is { Tail: null, AtEnd: false }).Select(shape => shape.Head));
        _contained = SearchValues.Create(
            [.. shapes.Where(IsContained).Select(shape => shape.Tail!)], StringComparison.Ordinal);
        _otherShapes = [.. shapes.Where(shape => shape.Tail is not null && !IsContained(shape))];

        var unoptimized = lines.Where(line => line.Shape is null).ToList();
        UnoptimizedLines = [.. unoptimized.Select(line => line.Text)];
        _unoptimized = WithSharedMemory(Combine(unoptimized));
        _shapesAsRegexes = new(() => WithSharedMemory(Combine([.. lines.Where(line => line.Shape is not null)])));
    }

    /// <summary>Lines that make the same filter.</summary>
    public ImmutableArray<string> Lines { get; }

    /// <summary>The lines that need an automaton, in the order they were given; the other ones take next to no time.</summary>
    public IReadOnlyList<string> UnoptimizedLines { get; }

    /// <summary>Compiles a filter.</summary>
    /// <exception cref="FilterSyntaxException">Lines are not expressions in Go's syntax; the exception lists all of them.</exception>
    public static PathFilter Compile(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var inverted = false;
        var compiled = new List<Line>();
        var faults = ImmutableArray.CreateBuilder<FilterFault>();
        var budget = new FilterBudget();
        foreach (var text in lines)
        {
            if (text == Inversion)
            {
                inverted = true;
                continue;
            }

            if (TryParse(text, out var fault) is { } line)
            {
                compiled.Add(line);
                fault = budget.Spend(text, line.Steps);
                if (fault is not null)
                {
                    faults.Add(fault);
                    break;
                }
            }
            else
            {
                faults.Add(fault!);
            }
        }

        return faults.Count == 0
            ? new PathFilter(inverted, compiled)
            : throw new FilterSyntaxException(faults.ToImmutable());
    }

    /// <summary>Checks one line.</summary>
    /// <returns>The fault of the line; null if the line is valid.</returns>
    public static FilterFault? Check(string line) => Check(line, new FilterBudget());

    /// <summary>Checks one line of a filter.</summary>
    /// <returns>The fault of the line; null if the line is valid.</returns>
    public static FilterFault? Check(string line, FilterBudget budget)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line == Inversion)
        {
            return null;
        }

        return TryParse(line, out var fault) is { } parsed ? budget.Spend(line, parsed.Steps) : fault;
    }

    /// <summary>Whether the filter selects a path.</summary>
    /// <returns>Whether a line matches it; for an inverted filter whether none does.</returns>
    public bool IsMatch(ReadOnlySpan<char> path) => MatchesLine(path) != _inverted;

    /// <summary>Whether the filter may select anything below a directory; if not, the directory can be skipped.</summary>
    public bool MayMatchBelow(ReadOnlySpan<char> directory)
    {
        if (_inverted)
        {
            return true;
        }

        foreach (var head in _heads)
        {
            // Either is the start of the other, with the slash after the directory.
            var common = Math.Min(head.Length, directory.Length);
            if (head.AsSpan(0, common).SequenceEqual(directory[..common])
                && (head.Length <= directory.Length || head[directory.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContained(PathShape shape) => shape is { Head: "", Tail: not null, AtEnd: false };

    private static Line? TryParse(string text, out FilterFault? fault)
    {
        fault = null;
        if (text.Length == 0)
        {
            fault = new FilterFault(text, 1, "an empty line matches every path; remove it, or write \"/\" to match every path");
            return null;
        }

        try
        {
            var node = RegexParser.Parse(text, out var cost);
            return node.Length < ProgramBuilder.MaximumLength
                ? new Line(text, node, PathShape.Of(node), node.Length + cost)
                : throw GoRegex.TooLarge(text);
        }
        catch (GoRegexException e)
        {
            fault = new FilterFault(text, e.Column, e.Problem);
            return null;
        }
    }

    // One automaton for all lines if it does not get too large, otherwise one for each half, and so on.
    private static ImmutableArray<GoRegex> Combine(IReadOnlyList<Line> lines)
    {
        if (lines.Count == 0)
        {
            return [];
        }

        var node = lines.Count == 1 ? lines[0].Node : new ChoiceNode([.. lines.Select(line => line.Node)]);
        if (GoRegex.TryCompile(node, fullMatch: false) is { } regex)
        {
            return [regex];
        }

        var half = lines.Count / 2;
        return half == 0
            ? throw GoRegex.TooLarge(lines[0].Text)
            : [.. Combine([.. lines.Take(half)]), .. Combine([.. lines.Skip(half)])];
    }

    private static ImmutableArray<GoRegex> WithSharedMemory(ImmutableArray<GoRegex> regexes)
    {
        foreach (var regex in regexes)
        {
            regex.ShareMemory(regexes.Length);
        }

        return regexes;
    }

    private bool MatchesLine(ReadOnlySpan<char> path) =>
        (path.Contains('\n') ? IsMatch(_shapesAsRegexes.Value, path) : MatchesShape(path))
        || IsMatch(_unoptimized, path);

    private bool MatchesShape(ReadOnlySpan<char> path)
    {
        if (_prefixes.IsMatch(path) || _exact.Contains(path) || path.ContainsAny(_contained))
        {
            return true;
        }

        foreach (var shape in _otherShapes)
        {
            if (shape.IsMatch(path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMatch(ImmutableArray<GoRegex> regexes, ReadOnlySpan<char> path)
    {
        foreach (var regex in regexes)
        {
            if (regex.IsMatch(path))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Line(string Text, RegexNode Node, PathShape? Shape, long Steps);
}
