using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A part of the configuration whose newest version cannot be used.</summary>
/// <param name="Part">main, imageStreams, variables.</param>
/// <param name="Source">The file or URL.</param>
/// <param name="Since">When it was found.</param>
/// <param name="Faults">What is wrong, with its places.</param>
internal sealed record ApiConfigurationFault(string Part, string Source, DateTimeOffset Since, ImmutableArray<string> Faults);
