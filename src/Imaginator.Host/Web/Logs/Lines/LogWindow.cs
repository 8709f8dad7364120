using System.Collections.Immutable;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Successive lines as markup. Immutable.</summary>
/// <param name="FirstLine">The number of the first line.</param>
/// <param name="Markup">Items of a list, one for each line.</param>
/// <param name="Ends">The position in the markup after each line.</param>
internal sealed record LogWindow(int FirstLine, ReadOnlyMemory<byte> Markup, ImmutableArray<int> Ends)
{
    /// <summary>The number of lines.</summary>
    public int Count => Ends.Length;

    /// <summary>The number of the line after the last one.</summary>
    public int End => FirstLine + Count;

    /// <summary>Some of the lines, fewer than <paramref name="count"/> at the end.</summary>
    public LogWindow Part(int firstLine, int count)
    {
        var skipped = firstLine - FirstLine;
        var taken = Math.Min(count, Count - skipped);
        var begin = skipped == 0 ? 0 : Ends[skipped - 1];
        return new LogWindow(firstLine, Slice(firstLine, taken), [.. Ends.Skip(skipped).Take(taken).Select(end => end - begin)]);
    }

    /// <summary>The markup of some of the lines.</summary>
    public ReadOnlyMemory<byte> Slice(int firstLine, int count)
    {
        var start = firstLine - FirstLine;
        var begin = start == 0 ? 0 : Ends[start - 1];
        return count == 0 ? default : Markup[begin..Ends[start + count - 1]];
    }
}
