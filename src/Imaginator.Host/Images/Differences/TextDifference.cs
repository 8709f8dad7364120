using System.Collections.Immutable;

namespace Imaginator.Host.Images.Differences;

/// <summary>The differences of one file between two images, line by line.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Lines">The differing lines with their surroundings; empty if <paramref name="Fault"/> is not null.</param>
/// <param name="Fault">Why the contents cannot be compared as text, as a clause; null if they are compared.</param>
internal sealed record TextDifference(string Path, ImmutableArray<ComparedLine> Lines, string? Fault);
