namespace Imaginator.Images;

/// <summary>An installed package.</summary>
/// <param name="Name">The name of the package.</param>
/// <param name="Version">The version of the package.</param>
/// <param name="Size">The installed size in bytes; 0 if it is unknown.</param>
public sealed record Package(string Name, string Version, ulong Size = 0);
