namespace Imaginator.Prose.Tests.Texts;

/// <summary>A text that people read.</summary>
/// <param name="Path">The file, relative to the repository.</param>
/// <param name="Line">The line that it begins at, from 1.</param>
/// <param name="Kind">Where people meet it.</param>
/// <param name="Value">
/// The text. Code, links and the holes of templates are the placeholder <c>{}</c>; a line feed is a line of the file.
/// </param>
/// <param name="IsWhole">Whether it is a whole message rather than a part of one, so that its form counts.</param>
internal sealed record Text(string Path, int Line, TextKind Kind, string Value, bool IsWhole = true)
{
    /// <summary>The line of a position in the text.</summary>
    public int LineAt(int position) => Line + Value.AsSpan(0, position).Count('\n');
}
