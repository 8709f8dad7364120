namespace Imaginator.Images;

/// <summary>An installed package.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Size">Its installed size in bytes; 0 where unknown.</param>
public sealed record Package(string Name, string Version, ulong Size = 0);
