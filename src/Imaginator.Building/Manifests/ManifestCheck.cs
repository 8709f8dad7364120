using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Manifests;

/// <summary>Checks a manifest as a build does before it unpacks or runs anything. Thread-safe.</summary>
public static class ManifestCheck
{
    /// <summary>Finds all faults of a manifest. Their sources are paths below the root of the manifest.</summary>
    /// <param name="lookup">Returns the value of a variable of the build; null for an unknown one.</param>
    public static ImmutableArray<ConfigurationFault> FindFaults(TreeRoot manifest, Func<string, string?> lookup)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        try
        {
            return ManifestLoader.Load(manifest, lookup).Warnings;
        }
        catch (ManifestException e)
        {
            return e.Faults;
        }
    }
}
