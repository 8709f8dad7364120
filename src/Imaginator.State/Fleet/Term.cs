namespace Imaginator.State.Fleet;

/// <summary>The term of a leader. Each new leader has a greater one; the writes of an earlier one change nothing.</summary>
/// <param name="Value">From 1; 0 where one process has no others that could lead.</param>
public readonly record struct Term(long Value)
{
    /// <summary>The term of a site with one daemon.</summary>
    public static Term None => default;
}
