namespace Imaginator.Building.Manifests;

/// <summary>A line of a text list.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Text">The line without its end; bytes that are not UTF-8 in the form of <see cref="Files.FileName"/>.</param>
public readonly record struct TextLine(int Number, string Text);
