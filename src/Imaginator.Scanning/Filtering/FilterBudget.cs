using System.Globalization;

namespace Imaginator.Scanning.Filtering;

/// <summary>
/// The maximum size of a filter, all lines together: compiled filters must fit into memory many times, and filters come from
/// manifests and images. Not thread-safe.
/// </summary>
public sealed class FilterBudget
{
    /// <summary>The maximum number of lines: more than written by hand.</summary>
    public const int MaximumLines = 20_000;

    /// <summary>The maximum number of steps of all lines together: a character of a line is two.</summary>
    public const int MaximumSteps = 500_000;

    private int _lines;
    private long _steps;
    private bool _isSpent;

    /// <summary>Adds a line to the budget.</summary>
    /// <returns>The fault of the first line that exceeds the budget; null for all others.</returns>
    public FilterFault? Spend(string text, long steps)
    {
        _lines++;
        _steps += steps;
        if (_isSpent || (_lines <= MaximumLines && _steps <= MaximumSteps))
        {
            return null;
        }

        _isSpent = true;
        var excess = _lines > MaximumLines
            ? string.Create(CultureInfo.InvariantCulture, $"are too many: a filter can have at most {MaximumLines} lines; ")
            : string.Create(
                CultureInfo.InvariantCulture, $"are too large: together they require {_steps} steps, and at most {MaximumSteps} are allowed; ");
        return new FilterFault(
            text, 1, $"the lines up to here {excess}use smaller counts in \"{{n,m}}\", and join lines that have a common beginning");
    }
}
