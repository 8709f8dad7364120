using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>A fault of the structure of a store, which a repair mends.</summary>
/// <param name="Directory">The directory that contains the file.</param>
/// <param name="Name">The name of the file; empty for the directory itself.</param>
/// <param name="Text">The fault, for the report.</param>
internal sealed record StructureFault(DirectoryHandle Directory, string Name, string Text)
{
    /// <summary>The correct permissions of a file that belongs to the store.</summary>
    public uint Mode { get; init; }

    /// <summary>The name for a file that does not belong to the store, in the directory of corrupt files; null for other faults.</summary>
    public string? StrayName { get; init; }
}
