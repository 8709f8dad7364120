using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A part of the configuration (main, imageStreams, variables) whose newest version is unusable since a time.</summary>
internal sealed record ApiConfigurationFault(string Part, string Source, DateTimeOffset Since, ImmutableArray<string> Faults);
