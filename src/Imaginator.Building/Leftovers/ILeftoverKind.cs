namespace Imaginator.Building.Leftovers;

/// <summary>
/// A kind of things that builds make outside of their workspaces, and that a killed process leaves: it knows how to remove them.
/// </summary>
internal interface ILeftoverKind
{
    /// <summary>The name of the kind in records; it never changes.</summary>
    string Name { get; }

    /// <summary>Whether things of this kind disappear when the machine stops.</summary>
    bool EndsWithMachine { get; }

    /// <summary>Removes a thing, whose owner has ended, or what it holds of ended owners.</summary>
    /// <param name="path">The path or name as recorded. The thing need not exist: the record is written before it is made.</param>
    Task<LeftoverRemoval> RemoveAsync(string path);

    /// <summary>Whether this process has left nothing of a thing that it recorded. Called when this process ends.</summary>
    bool IsAbsent(string path);
}
