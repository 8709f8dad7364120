namespace Imaginator.Building.Leftovers;

/// <summary>The result of the removal of a leftover.</summary>
internal enum LeftoverRemoval
{
    /// <summary>Nothing was left.</summary>
    Absent,

    /// <summary>All of it is removed.</summary>
    Removed,

    /// <summary>A part is still in use; the next start tries again.</summary>
    InUse,
}
