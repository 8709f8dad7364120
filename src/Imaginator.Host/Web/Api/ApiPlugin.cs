using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A plugin that is loaded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Provides">What it provides.</param>
internal sealed record ApiPlugin(string Name, string Version, ImmutableArray<string> Provides);
