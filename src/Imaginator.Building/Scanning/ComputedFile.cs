namespace Imaginator.Building.Scanning;

/// <summary>A file of an image whose contents a machine fetches from a file generator.</summary>
/// <param name="Path">Its path, starting with a slash.</param>
/// <param name="Source">The file generator, as <c>host:port</c>.</param>
internal sealed record ComputedFile(string Path, string Source);
