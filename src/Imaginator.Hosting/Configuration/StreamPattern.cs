using Imaginator.Building.Streams;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Hosting.Configuration;

/// <summary>Image streams whose names match an expression.</summary>
internal sealed record StreamPattern(GoRegex Expression, ImageStream Definition);
