using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Configuration;

/// <summary>
/// A part of the configuration whose newest version is unusable, since the time when its faults were found. The previous version
/// is active. The source is a file or URL without secrets.
/// </summary>
internal sealed record BrokenPart(
    ConfigurationPart Part, string Source, DateTimeOffset Since, ImmutableArray<ConfigurationFault> Faults);
