namespace Imaginator.Linux.Trees;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name.</param>
/// <param name="NextPosition">The position of the next name; valid for every handle of the directory.</param>
internal readonly record struct ListedName(string Name, long NextPosition);
