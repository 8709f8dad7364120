using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api;

/// <summary>A loaded plugin.</summary>
internal sealed record ApiPlugin(string Name, string Version, ImmutableArray<string> Provides);
