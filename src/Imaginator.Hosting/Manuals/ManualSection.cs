using System.Collections.Immutable;

namespace Imaginator.Hosting.Manuals;

/// <summary>A section of a help text or manual page.</summary>
/// <param name="Title">In the case of a sentence: <c>Exit status</c>.</param>
internal sealed record ManualSection(string Title, ImmutableArray<ManualBlock> Blocks);
