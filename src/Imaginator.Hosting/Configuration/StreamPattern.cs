using Imaginator.Building.Filtering;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>Image streams whose names match an expression.</summary>
internal sealed record StreamPattern(GoRegex Expression, ImageStream Definition);
