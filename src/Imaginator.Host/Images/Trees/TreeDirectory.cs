using System.Collections.Immutable;

namespace Imaginator.Host.Images.Trees;

/// <summary>A directory of an image.</summary>
/// <param name="Directory">The directory itself; its path has no symbolic links.</param>
/// <param name="Entries">The entries in the byte order of their names.</param>
internal sealed record TreeDirectory(TreeFile Directory, ImmutableArray<TreeFile> Entries);
