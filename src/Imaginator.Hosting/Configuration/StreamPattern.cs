using Imaginator.Building.Filtering;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>Image streams whose names match an expression.</summary>
/// <param name="Expression">The expression; it matches whole names only.</param>
/// <param name="Definition">
/// What a stream of the pattern is like. Its name is the expression as it was written, its variables are not expanded.
/// </param>
internal sealed record StreamPattern(GoRegex Expression, ImageStream Definition);
