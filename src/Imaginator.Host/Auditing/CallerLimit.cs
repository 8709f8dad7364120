namespace Imaginator.Host.Auditing;

/// <summary>
/// Bounds the entries of denied and refused callers with a credential by their names: a program that repeats a denied call must not displace
/// the entries of others. Thread-safe.
/// </summary>
internal sealed class CallerLimit(TimeProvider timeProvider)
{
    /// <summary>The number of entries of a caller within <see cref="AnonymousLimit.Period"/>.</summary>
    public const int Maximum = 120;

    // Credentials limit the number of callers: others are recorded before this is reached.
    private const int MaximumCallers = 1000;

    private readonly EntryLimit<string> _entries = new(Maximum, MaximumCallers, AnonymousLimit.Period, timeProvider);

    /// <summary>Counts an entry; returns whether it is recorded.</summary>
    /// <param name="userName">The name of the caller.</param>
    /// <param name="isLast">Whether no further entries of the caller are recorded.</param>
    public bool TryCount(string userName, out bool isLast)
    {
        ArgumentNullException.ThrowIfNull(userName);
        return _entries.TryCount(userName, out isLast);
    }
}
