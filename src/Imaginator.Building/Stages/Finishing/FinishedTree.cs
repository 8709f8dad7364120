using System.Collections.Immutable;
using Imaginator.Building.Scanners;

namespace Imaginator.Building.Stages.Finishing;

/// <summary>A tree without everything that its image does not contain, ready for its tests.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Tests">The paths of the tests in the image.</param>
/// <param name="FilteredTests">Paths that the filter selects and that the tree has only until the tests have run.</param>
/// <param name="TestsCannotChangeTree">Whether the tests run in a separate view of the tree, or there are none.</param>
/// <param name="Scanner">The scanner of the tree; it belongs to this.</param>
internal sealed record FinishedTree(
    BuiltTree Tree, ImmutableArray<string> Tests, ImmutableArray<string> FilteredTests, bool TestsCannotChangeTree, Scanner Scanner)
    : IAsyncDisposable
{
    /// <summary>Ends the scanner. The tree is the caller's.</summary>
    public ValueTask DisposeAsync() => Scanner.DisposeAsync();
}
