namespace Imaginator.Images;

/// <summary>A text that belongs to an image: either an object or a URL.</summary>
/// <param name="Object">The object that holds it; null if it is elsewhere.</param>
/// <param name="Url">Where it is; empty if it is an object.</param>
public sealed record Annotation(ObjectHash? Object, string Url = "");
