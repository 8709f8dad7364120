using System.Collections.Immutable;

namespace Imaginator.Hosting.Manuals;

/// <summary>A section of a help text or manual page. The title is in sentence case: <c>Exit status</c>.</summary>
internal sealed record ManualSection(string Title, ImmutableArray<ManualBlock> Blocks);
