using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>A version of a package in a source.</summary>
internal sealed record FoundPackage(string Id, NuGetVersion Version, string Source, FindPackageByIdResource Finder);
