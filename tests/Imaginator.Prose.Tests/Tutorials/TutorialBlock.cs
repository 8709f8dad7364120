namespace Imaginator.Prose.Tests.Tutorials;

/// <summary>A block of code of <c>docs/plugins.md</c>.</summary>
/// <param name="Kind">What a reader does with it.</param>
/// <param name="Line">The line of its first fence, from 1.</param>
/// <param name="Language">The language behind the fence, such as <c>csharp</c>; empty for none.</param>
/// <param name="Path">The path of a file, relative to the directory of the tutorial; empty for other blocks.</param>
/// <param name="Text">Its lines, each with a line end.</param>
internal sealed record TutorialBlock(TutorialBlockKind Kind, int Line, string Language, string Path, string Text);
