namespace Imaginator.Building.Comparing;

/// <summary>A package that both images have in different versions.</summary>
/// <param name="Before">The version in the first image.</param>
/// <param name="After">The version in the second image.</param>
public sealed record ChangedPackage(string Name, string Before, string After);
