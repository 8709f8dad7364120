using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Dependencies;

/// <summary>The directories of the manifest scanner; absolute paths. Immutable.</summary>
internal sealed record ScannerDirectories
{
    /// <summary>The mirrors of manifest repositories, shared with builds.</summary>
    public required string Cache { get; init; }

    /// <summary>The directory for fetched manifests, emptied before and after each scan.</summary>
    public required string Work { get; init; }

    public static ScannerDirectories From(FlagValues flags)
    {
        var stateDirectory = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory));
        return new ScannerDirectories
        {
            Cache = Path.Combine(stateDirectory, "manifests"),
            Work = Path.Combine(stateDirectory, "dependencies"),
        };
    }
}
