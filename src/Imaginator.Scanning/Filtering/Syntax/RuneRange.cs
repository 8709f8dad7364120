namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>Consecutive Unicode code points.</summary>
internal readonly record struct RuneRange(int First, int Last);
