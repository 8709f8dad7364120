using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Configuration;

/// <summary>A part of the configuration that could not be taken when it was read last; the old one is in force.</summary>
/// <param name="Part">The part.</param>
/// <param name="Source">The file or URL, without secrets.</param>
/// <param name="Since">When these faults were found.</param>
/// <param name="Faults">What is wrong, with its places.</param>
internal sealed record BrokenPart(
    ConfigurationPart Part, string Source, DateTimeOffset Since, ImmutableArray<ConfigurationFault> Faults);
