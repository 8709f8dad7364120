namespace Imaginator.Building.Filtering.Syntax;

/// <summary>Consecutive Unicode code points.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last, included.</param>
internal readonly record struct RuneRange(int First, int Last);
