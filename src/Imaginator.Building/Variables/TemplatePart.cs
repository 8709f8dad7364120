namespace Imaginator.Building.Variables;

/// <summary>A part of a text with variables: literal text, or a reference without its dollar sign.</summary>
internal readonly record struct TemplatePart(string Text, bool IsReference);
