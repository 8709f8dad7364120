namespace Imaginator.Images;

/// <summary>A text that belongs to an image, stored as an object or at a URL.</summary>
/// <param name="Object">The object that holds the text; null if <paramref name="Url"/> names it.</param>
/// <param name="Url">The URL of the text; empty if it is an object.</param>
public sealed record Annotation(ObjectHash? Object, string Url = "");
